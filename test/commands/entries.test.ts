import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { onStage } from "./journey.ts";
import { runOwconf } from "./run-owconf.ts";

const url = "https://x.test/v1";
const connect = (config: JsonObject, address = url) => ({
  ENABLE_OPENAI_API: true,
  OPENAI_API_BASE_URLS: [address],
  OPENAI_API_KEYS: ["old"],
  OPENAI_API_CONFIGS: { "0": config },
});
const specFor = (section: JsonObject) => JSON.stringify({ version: 1, ...section });
const approved = ["apply", "--auto-approve"];

describe("the word absent", () => {
  it.each<[string, JsonObject, Json]>([
    [
      "a header",
      { config: { headers: { X: { env: "K" } } } },
      { OPENAI_API_CONFIGS: { "0": { headers: { X: "absent" } } } },
    ],
    ["a key", { key: { env: "K" } }, { OPENAI_API_KEYS: ["absent"] }],
  ])("is sent as the value of a secret: %s", (_name, entry, held) =>
    onStage({}, async ({ server, run }) => {
      server.state.settings.openai = connect({ headers: { X: "v" } });
      const spec = specFor({ openai: { connections: { [url]: entry } } });
      const { exitCode, stdout } = await run(spec, approved, { env: { K: "absent" } });
      expect(exitCode).toBe(0);
      expect(stdout).toContain("(secret: changed)");
      expect(server.state.settings.openai).toMatchObject(held as JsonObject);
      expect((await run(spec, ["plan", "--detailed-exitcode"], { env: { K: "absent" } })).exitCode).toBe(0);
    }),
  );

  it("takes a header away, written in the spec", () =>
    onStage({}, async ({ server, run }) => {
      server.state.settings.openai = connect({ headers: { X: "v", Y: "w" } });
      const headers = { X: "absent" };
      const { exitCode } = await run(
        specFor({ openai: { connections: { [url]: { config: { headers } } } } }),
        approved,
      );
      expect(exitCode).toBe(0);
      expect(server.state.settings.openai).toMatchObject({
        OPENAI_API_CONFIGS: { "0": { headers: { Y: "w" } } },
      });
    }));

  it("is a text where a text stands", () =>
    onStage({}, async ({ server, run }) => {
      const banner = { type: "info", content: "absent", title: "absent", dismissible: true, timestamp: 1 };
      const { exitCode } = await run(specFor({ banners: { n: banner } }), approved);
      expect(exitCode).toBe(0);
      expect(server.state.settings.banners).toMatchObject({ banners: [{ ...banner, id: "n" }] });
    }));
});

describe("an address that lets somebody in", () => {
  const canary = "Zx9canary7";
  const addresses = [`https://me:${canary}@a.test/x`, `https://a.test/x?api_key=${canary}`];
  const server = {
    url: "http://old.test",
    path: "p",
    auth_type: "none",
    key: "",
    config: {},
    info: { id: "t" },
  };

  describe.each(addresses)("%s", (address) => {
    it.each(["live", "desired"])("is planned without its value, where it is the %s one", (side) =>
      onStage({}, async ({ server: { state }, run }) => {
        const [live, desired] = side === "live" ? [address, "http://new.test"] : ["http://old.test", address];
        state.settings.toolServers = { TOOL_SERVER_CONNECTIONS: [{ ...server, url: live }] };
        Object.assign(state.settings.images ?? {}, { COMFYUI_BASE_URL: live });
        const spec = specFor({ toolServers: { t: { url: desired } }, images: { COMFYUI_BASE_URL: desired } });
        const plain = await run(spec, ["plan"]);
        const asJson = await run(spec, ["plan", "--json"]);
        for (const { stdout, stderr, exitCode } of [plain, asJson]) {
          expect(exitCode).toBe(0);
          expect(stdout + stderr).not.toContain(canary);
        }
        expect(plain.stdout).toContain("url: (secret: changed)");
        const [images, toolServers] = JSON.parse(asJson.stdout).resources;
        expect(images.changes).toEqual([
          { path: "images.COMFYUI_BASE_URL", action: "update", sensitive: true, secretChange: "changed" },
        ]);
        expect(toolServers.changes).toMatchObject([{ path: "toolServers.t.url", sensitive: true }]);
        const applied = await run(spec, [...approved, "--allow", "tool-servers-connect", "--json"]);
        expect(applied.exitCode).toBe(0);
        expect(applied.stdout + applied.stderr).not.toContain(canary);
      }),
    );

    it("is not repeated when the server does", () =>
      onStage(
        {
          intercept: (request) =>
            request.method === "POST" && request.url.endsWith("/openai/config/update")
              ? Response.json(
                  {
                    detail: `cannot reach ${address}, ${encodeURIComponent(address)}: ${address.slice(8)}, ${canary}`,
                  },
                  { status: 400 },
                )
              : undefined,
        },
        async ({ server: { state }, run }) => {
          state.settings.openai = {
            ...connect({}, address),
            OPENAI_API_BASE_URLS: [url, address],
            OPENAI_API_KEYS: ["old", ""],
          };
          const spec = specFor({ openai: { connections: { [url]: { key: { env: "K" } } } } });
          for (const args of [approved, [...approved, "--json"]]) {
            const { exitCode, stdout, stderr } = await run(spec, args, { env: { K: "new" } });
            expect(exitCode).toBe(6);
            expect(stdout + stderr).toContain("cannot reach ");
            expect(stdout + stderr).not.toContain(canary);
          }
        },
      ));

    it("is told of without it as the name of an entry that changed by itself", () =>
      onStage(
        {
          intercept: async (request, _n, act) => {
            if (request.method !== "POST" || !request.url.endsWith("/openai/config/update")) return undefined;
            await act();
            Object.assign(stored, { OPENAI_API_KEYS: ["new", "other"] });
            return Response.json(stored);
          },
        },
        async ({ server: { state }, run }) => {
          stored = Object.assign(state.settings.openai ?? {}, {
            OPENAI_API_BASE_URLS: [url, address],
            OPENAI_API_KEYS: ["old", ""],
          });
          const spec = specFor({ openai: { connections: { [url]: { key: { env: "K" } } } } });
          const { exitCode, stdout, stderr } = await run(spec, [...approved, "--json"], {
            env: { K: "new" },
          });
          expect(exitCode).toBe(0);
          expect(JSON.parse(stdout).steps[0].sideEffects).toEqual([
            `connections["${address.replace(/me:\w+|Zx9\w+/, "***")}"].key`,
          ]);
          expect(stdout + stderr).not.toContain(canary);
        },
      ));
    let stored: JsonObject = {};

    it.each<[string, JsonObject]>([
      ["openai", { openai: { connections: { [address]: { key: "" } } } }],
      ["toolServers", { toolServers: { [address]: {} } }],
      ["a removal", { openai: { connections: { [address]: "absent" } } }],
    ])("is refused as the name of an entry: %s", (_name, section) =>
      onStage({}, async ({ server: { requests }, run }) => {
        for (const args of [["validate"], ["validate", "--json"], ["plan"], approved]) {
          const { exitCode, stdout, stderr } = await run(specFor(section), args);
          expect(exitCode).toBe(3);
          expect(stdout + stderr).toContain("spec.credentials-in-name");
          expect(stdout + stderr).not.toContain(canary);
        }
        expect(requests).toEqual([]);
      }),
    );

    it("is exported as a remark", () =>
      onStage({}, async ({ server: { state }, run }) => {
        state.settings.openai = connect({}, address);
        state.settings.toolServers = { TOOL_SERVER_CONNECTIONS: [{ ...server, url: address }] };
        Object.assign(state.settings.images ?? {}, { COMFYUI_BASE_URL: address });
        for (const args of [["export"], ["export", "--all"]]) {
          const { exitCode, stdout, stderr } = await run("", args);
          expect(exitCode).toBe(0);
          expect(stdout).toContain("# one more entry, with credentials in its name: left alone\n");
          expect(stdout).toMatch(/# url: an address with credentials in it\n/);
          expect(stdout).toMatch(/# COMFYUI_BASE_URL: an address with credentials in it\n/);
          expect(stdout + stderr).not.toContain(canary);
        }
      }));
  });
});

describe("a reference among parameters", () => {
  it.each<[string, JsonObject, string]>([
    [
      "in a map",
      { audio: { tts: { OPENAI_PARAMS: { api_key: { env: "K" } } } } },
      "audio.tts.OPENAI_PARAMS.api_key",
    ],
    ["as the map", { audio: { tts: { OPENAI_PARAMS: { env: "K" } } } }, "audio.tts.OPENAI_PARAMS"],
    ["deeper", { modelDefaults: { DEFAULT_MODEL_PARAMS: { a: [{ b: { file: "./x" } }] } } }, "b"],
  ])("is refused: %s", (_name, section, place) =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(specFor(section), ["validate"]);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(
        new RegExp(`${place} is no secret and cannot be given by reference \\[spec.reference\\]`),
      );
    }),
  );

  it("is none where it is a map of its own", () =>
    onStage({}, async ({ run }) => {
      const section = { audio: { tts: { OPENAI_PARAMS: { env: "K", voice: "a" } } } };
      expect((await run(specFor(section), ["validate"])).exitCode).toBe(0);
    }));
});

describe("--only", () => {
  const spec = specFor({
    banners: { a: "absent" },
    oauth: { OAUTH_CLIENT_SECRET: { env: "NOT_SET" } },
    openai: { connections: { [url]: { key: { file: "./not-there" } } } },
  });

  it("needs no secret of the sections that it leaves out", () =>
    onStage({}, async ({ run }) => {
      const { exitCode, stderr } = await run(spec, ["plan", "--only", "banners"]);
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      expect((await run(spec, [...approved, "--only", "banners"])).exitCode).toBe(0);
      const all = await run(spec, ["plan"]);
      expect(all.exitCode).toBe(3);
      expect(all.stderr).toContain("NOT_SET is not set");
    }));
});

describe("a spec without a setting", () => {
  it.each([{ banners: {} }, { openai: { connections: {} } }, { adminConfig: {}, audio: { tts: {} } }])(
    "is warned about: %j",
    (section) =>
      onStage({}, async ({ run }) => {
        for (const args of [["validate"], ["plan"]]) {
          const { exitCode, stderr } = await run(specFor(section), args);
          expect(exitCode).toBe(0);
          expect(stderr).toContain("[spec.no-settings]");
        }
      }),
  );

  it.each([{ banners: { a: "absent" } }, { banners: {}, adminConfig: { ENABLE_NOTES: true } }])(
    "is another than one with any: %j",
    (section) =>
      onStage({}, async ({ run }) => {
        expect((await run(specFor(section), ["validate"])).stderr).not.toContain("spec.no-settings");
      }),
  );
});

it.each([500, 502, 403])("a server that answers %i for its models is planned for, with a notice", (status) =>
  onStage(
    {
      intercept: (request) =>
        request.url.endsWith("/api/models")
          ? Response.json({ detail: "provider down" }, { status })
          : undefined,
    },
    async ({ run }) => {
      const { exitCode, stderr, stdout } = await run(specFor({ tasks: { TASK_MODEL: "m" } }), ["plan"]);
      expect(exitCode).toBe(0);
      expect(stderr).toContain("[plan.not-looked-up]");
      expect(stdout).toContain("TASK_MODEL");
    },
  ),
);

it("takes nothing but an address for the name of a connection, and does not show what it is instead", async () => {
  const { exitCode, stdout, stderr } = await runOwconf(["validate", "owconf.yaml", "--json"], {
    files: {
      "owconf.yaml": "version: 1\nopenai: { connections: { sk-canary: { config: { enable: true } } } }\n",
    },
  });
  expect(exitCode).toBe(3);
  expect(stdout).toContain("an entry of openai.connections is named by its URL");
  expect(stdout + stderr).not.toContain("canary");
});
