// The requests of a plan for each of many servers, on npm's undici: undici-fleet.mjs SERVERS PARALLEL.
import { Agent, request } from "undici";

const [, , servers, parallel] = process.argv.map(Number);
const { FLEET_URL, OWCONF_TOKEN } = process.env;
const headers = { authorization: `Bearer ${OWCONF_TOKEN}` };
let next = 0;
const work = async () => {
  while (next < servers) {
    const url = `${FLEET_URL}/s${next++}`;
    const dispatcher = new Agent();
    const read = async (path, options) => (await request(url + path, { ...options, dispatcher })).body.json();
    await read("/api/config");
    const base = "/api/v1/auths/admin/config";
    await Promise.all(["", "/ldap", "/ldap/server"].map((path) => read(base + path, { headers })));
    await dispatcher.destroy();
  }
};
await Promise.all(Array.from({ length: parallel }, work));
