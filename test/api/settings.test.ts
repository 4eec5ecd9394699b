import { expect, it, onTestFinished } from "vitest";
import { HttpClient } from "../../src/api/http.ts";
import { readResource, writeResource } from "../../src/api/settings.ts";
import { NotOpenWebUIError } from "../../src/errors.ts";
import { resources } from "../../src/resources/index.ts";
import { ldapConfig } from "../../src/resources/ldap-config.ts";
import { ldapServer } from "../../src/resources/ldap-server.ts";
import type { JsonObject } from "../../src/resources/resource.ts";
import { json, serve } from "./tiny-server.ts";

it.each(resources.map((one) => [one.name, one] as const))(
  "reads and writes %s as it is",
  async (_name, resource) => {
    const [known = ""] = Object.keys(resource.fields);
    const live = { UNKNOWN: [1, null], label: "", [known]: null };
    const { url, received } = await serve(json(live));
    const http = new HttpClient({ url });
    onTestFinished(() => http.close());
    expect(await readResource(http, resource)).toEqual(live);
    expect(await writeResource(http, resource, { anything: null })).toEqual(live);
    expect(received).toMatchObject([
      { method: "GET", path: resource.endpoint },
      { method: "POST", path: resource.endpoint, body: '{"anything":null}' },
    ]);
  },
);

it.each<[string, JsonObject, string]>([
  ["a secret", { app_dn_password: "canary" }, "***"],
  ["a setting that owconf does not know", { toString: [{ deep: "canary" }] }, "***"],
  ["any other setting", { host: "canary" }, "canary"],
])("hides of the server's own words %s", async (_name, body, detail) => {
  const { url } = await serve(json({ detail: "canary" }, 400));
  const http = new HttpClient({ url });
  onTestFinished(() => http.close());
  await expect(writeResource(http, ldapServer, body)).rejects.toMatchObject({ detail });
});

it("does not take the key of a body for an unknown setting", async () => {
  const { url } = await serve(json({ detail: "canary" }, 400));
  const http = new HttpClient({ url });
  onTestFinished(() => http.close());
  await expect(writeResource(http, ldapConfig, { enable_ldap: "canary" })).rejects.toMatchObject({
    detail: "canary",
  });
});

it.each(resources.map((one) => [one.name, one] as const))(
  "refuses an object without any setting of %s",
  async (_name, resource) => {
    const { url } = await serve(json({ UNKNOWN: 1 }));
    const http = new HttpClient({ url });
    onTestFinished(() => http.close());
    await expect(readResource(http, resource)).rejects.toBeInstanceOf(NotOpenWebUIError);
  },
);

it.each([null, [], "text", true])("refuses %j for an object", async (answer) => {
  const { url } = await serve(json(answer));
  const http = new HttpClient({ url });
  onTestFinished(() => http.close());
  for (const resource of resources) {
    await expect(readResource(http, resource)).rejects.toBeInstanceOf(NotOpenWebUIError);
    await expect(writeResource(http, resource, {})).rejects.toBeInstanceOf(NotOpenWebUIError);
  }
});
