import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { type OpenWebUI, startOpenWebUI } from "./open-webui.ts";
import { listLiveReleases, listOtherReleases } from "./releases.ts";
import { startWatchingProxy, type WatchingProxy } from "./watching-proxy.ts";

const ldapPath = "/api/v1/auths/admin/config/ldap/server";
const adminPath = "/api/v1/auths/admin/config";

/** A spec whose values all carry a mark, so that a mixture of two shows. */
const specOf = (mark: string): string => `version: 1
allow: [ldap-without-tls]
adminConfig:
  WEBUI_URL: https://${mark}.example.com
  RESPONSE_WATERMARK: mark ${mark}
ldap:
  server:
    host: ${mark}.example.com
    search_base: dc=${mark}
    app_dn: cn=${mark}
    app_dn_password: { env: LDAP_BIND_PASSWORD }
`;

/** The marks of the settings that a server holds. */
async function readMarks(url: string, token: string): Promise<string[]> {
  const read = async (path: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()) as JsonObject;
  };
  const [config, ldap] = await Promise.all([read(adminPath), read(ldapPath)]);
  return [
    /\/\/(.*)\.example/.exec(String(config.WEBUI_URL))?.[1] ?? "none",
    String(config.RESPONSE_WATERMARK).replace("mark ", ""),
    String(ldap.host).replace(".example.com", ""),
    String(ldap.search_base).replace("dc=", ""),
    String(ldap.app_dn).replace("cn=", ""),
  ];
}

// One release is enough here: what differs by release is in the contract.
describe.each([...listOtherReleases(), ...listLiveReleases()].slice(-1))("Open WebUI %s", (release) => {
  let folder: string;
  let server: OpenWebUI;
  let proxy: WatchingProxy;
  let token: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `open-webui-${release}-`));
    server = await startOpenWebUI({ release, dataFolder: folder });
    proxy = await startWatchingProxy(server.url);
    ({ token } = await createFirstAdmin(server.url));
  });

  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (mark: string, command: string[]): Promise<Run> =>
    runOwconf([...command, "--timeout", "200s"], {
      env: { OWCONF_URL: proxy.url, OWCONF_TOKEN: token, LDAP_BIND_PASSWORD: "bind-canary" },
      files: { "owconf.yaml": specOf(mark) },
    });
  const apply = (mark: string) => run(mark, ["apply", "--auto-approve"]);
  const marks = async () => [...new Set(await readMarks(server.url, token))];

  it.each(["before", "after"] as const)(
    "killed %s it carries out a write, and started again: apply ends truthfully, and the next one converges",
    async (moment) => {
      expect((await apply("base")).exitCode).toBe(0);
      let restarted: Promise<void> | undefined;
      proxy.onRequest = async (now, method, path) => {
        if (restarted || now !== moment || method !== "POST" || path !== ldapPath) return;
        process.kill(-server.pid, "SIGKILL");
        restarted = server
          .stop()
          .then(() => startOpenWebUI({ release, dataFolder: folder }))
          .then((again) => {
            server = again;
            proxy.target = again.url;
          });
        throw new Error("the server was killed");
      };
      const { exitCode, stdout } = await apply(`killed-${moment}`);
      proxy.onRequest = undefined;
      await restarted;
      expect(restarted).toBeDefined();
      const truth: Record<string, string[]> = { 0: [`killed-${moment}`], 6: ["base"] };
      if (exitCode === 7) expect(stdout).toContain("left changed");
      else expect(await marks()).toEqual(truth[exitCode]);
      console.log(`${release}, killed ${moment} a write: exit ${exitCode}, ${await marks()}`);

      expect((await apply(`killed-${moment}`)).exitCode).toBe(0);
      expect(await marks()).toEqual([`killed-${moment}`]);
      expect((await run(`killed-${moment}`, ["plan", "--detailed-exitcode"])).exitCode).toBe(0);
    },
    600_000,
  );

  it("takes two applies at once, 50 times: never an unreported mixture", async () => {
    const seen: Record<string, number> = {};
    for (let round = 0; round < 50; round++) {
      const [a, b] = [`a${round}`, `b${round}`];
      const late = sleep((round % 10) * 5).then(() => apply(b));
      const runs = await Promise.all([apply(a), late]);
      const codes = runs.map(({ exitCode }) => exitCode);
      const held = await marks();
      const isOne = held.length === 1 && (held[0] === a || held[0] === b);
      const end = `exits ${codes.join(" and ")}, ${isOne ? "one of the two" : "neither"}`;
      seen[end] = (seen[end] ?? 0) + 1;
      if (!isOne)
        expect(Math.max(...codes), `${held}\n${runs.map(({ stdout }) => stdout).join("\n")}`).not.toBe(0);
    }
    console.log(`${release}, two applies at once:`, seen);
  }, 600_000);

  it("leaves a short window between the last reading and the write", async () => {
    const sent: number[] = [];
    const done: number[] = [];
    for (let round = 0; round < 100; round++) {
      proxy.passages.length = 0;
      expect((await apply(`w${round}`)).exitCode).toBe(0);
      for (const [index, write] of proxy.passages.entries()) {
        const read = proxy.passages[index - 1];
        if (write.method !== "POST" || read?.method !== "GET") continue;
        sent.push(write.came - read.answered);
        done.push(write.answered - read.answered);
      }
    }
    expect(sent.length).toBe(200);
    console.log(`${release}, from the last reading's answer to the write's arrival: ${describeSpread(sent)}`);
    console.log(`${release}, from the last reading's answer to the write's answer: ${describeSpread(done)}`);
  }, 600_000);
});

function describeSpread(numbers: number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms (${sorted.length} writes)`;
}
