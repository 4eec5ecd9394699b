import { expect, it, onTestFinished } from "vitest";
import { HttpClient } from "../../src/api/http.ts";
import { readResource, writeResource } from "../../src/api/settings.ts";
import { NotOpenWebUIError } from "../../src/errors.ts";
import { resources } from "../../src/resources/index.ts";
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
