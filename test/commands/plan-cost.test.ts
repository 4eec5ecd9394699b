import { afterEach, expect, it, vi } from "vitest";
import type { Node } from "../../src/model/node.ts";
import { resources } from "../../src/resources/index.ts";
import { onStage } from "./journey.ts";

/** Returns the names of the resources of which a schema is asked for from now on. */
function watchSchemas(): Set<string> {
  const asked = new Set<string>();
  for (const { name, root } of resources) watch(root, name);
  return asked;

  function watch(node: Node, name: string): void {
    if (node.kind === "collection") watch(node.item, name);
    else if (node.kind === "group") for (const below of Object.values(node.settings)) watch(below, name);
    else {
      const make = node.schema;
      vi.spyOn(node, "schema").mockImplementation((zod) => {
        asked.add(name);
        return make(zod);
      });
    }
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  [
    "banners",
    "banners: { a: { type: info, content: c, dismissible: true, timestamp: 1 } }",
    "/api/v1/configs/banners",
  ],
  ["adminConfig", "adminConfig: { ENABLE_NOTES: false }", "/api/v1/auths/admin/config"],
  ["permissions", "permissions: { chat: { delete: false } }", "/api/v1/users/default/permissions"],
  ["openai", "openai: { connections: { https://a.test: { key: { env: K } } } }", "/openai/config"],
])("a plan of one section asks for nothing of another: %s", (name, section, path) =>
  onStage({}, async ({ server, run }) => {
    const asked = watchSchemas();
    const { exitCode } = await run(`version: 1\n${section}\n`, ["plan"], { env: { K: "k" } });
    expect(exitCode).toBe(0);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /api/config",
      "POST /api/v1/auths/signin",
      `GET ${path}`,
      "POST /api/v1/auths/signout",
    ]);
    expect([...asked]).toEqual([name]);
  }),
);
