import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSpec } from "../../src/spec/read-spec.ts";
import { onStage } from "./journey.ts";

const page = readFileSync(new URL("../../docs/environments.md", import.meta.url), "utf8");
const spec = (...lines: string[]) => `version: 1\n${lines.join("\n")}\n`;
interface Told {
  code: string;
  file: string;
  line: number;
}
const toPlaces = (told: readonly Told[]) => told.map(({ code, file, line }) => `${code} ${file}:${line}`);

describe("a spec that extends another", () => {
  it("is planned, applied and then in sync; what it removes is gone", () =>
    onStage({}, async ({ server, run }) => {
      Object.assign(server.state.adminConfig, { ENABLE_SIGNUP: true, ADMIN_EMAIL: "a@b.example" });
      const files = {
        "envs/base.yaml": spec(
          "adminConfig: { ENABLE_SIGNUP: true, ADMIN_EMAIL: x@b.example, SHOW_ADMIN_DETAILS: false }",
          "banners: { a: { type: info, content: a, dismissible: true, timestamp: 1 } }",
        ),
        "envs/production.yaml": spec(
          "extends: base.yaml",
          "adminConfig: { ENABLE_SIGNUP: false, ADMIN_EMAIL: null }",
          "banners: { a: { content: b } }",
        ),
        "envs/after.yaml": spec("extends: production.yaml", "banners: { a: absent }"),
      };
      const applied = await run("", ["apply", "envs/production.yaml", "--auto-approve"], { files });
      expect(applied).toMatchObject({ exitCode: 0, stderr: "" });
      expect(server.state.adminConfig).toMatchObject({
        ENABLE_SIGNUP: false,
        ADMIN_EMAIL: null,
        SHOW_ADMIN_DETAILS: false,
      });
      const again = await run("", ["plan", "envs/production.yaml", "--detailed-exitcode"], { files });
      expect(again.exitCode).toBe(0);
      const after = await run("", ["apply", "envs/after.yaml", "--auto-approve"], { files });
      expect(after.stdout).toContain("- a");
      const [, rest = ""] = /^Plan: 1 setting to change(.*)$/m.exec(after.stdout) ?? [];
      expect(`${after.exitCode} ${rest !== ""}`).toBe("0 true");
    }));

  it("works offline, for a release, and for some sections", () =>
    onStage({}, async ({ server, run }) => {
      const files = {
        "base.yaml": spec(
          "chats: { ENABLE_CONTEXT_COMPACTION: true }",
          "adminConfig: { ENABLE_SIGNUP: false }",
        ),
      };
      const over = spec("extends: base.yaml", "ldap: { enabled: true }");
      const offline = await run(over, ["plan", "--offline", "0.12.4", "--only", "adminConfig,chats"], {
        files,
      });
      expect(offline.stdout).toContain("ENABLE_SIGNUP: true (factory value) → false");
      expect(offline.stdout).not.toContain("enabled");
      const old = await run(over, ["validate", "--server-version", "0.6.43", "--json"], { files });
      const { error } = JSON.parse(old.stdout);
      expect(toPlaces(error.diagnostics)).toEqual(["spec.unknown-to-server base.yaml:2"]);
      expect(server.requests).toEqual([]);
    }));

  it("comes from standard input, and is told of at its lines", () =>
    onStage({}, async ({ run }) => {
      const files = {
        "-": spec("extends: ./base.yaml", "adminConfig: { DEFAULT_USER_ROLE: usr }"),
        "base.yaml": spec("adminConfig: { ENABLE_SIGNUP: 5 }"),
      };
      const { exitCode, stdout, stderr } = await run("", ["validate", "-", "--json"], { files });
      expect(exitCode).toBe(3);
      expect(toPlaces(JSON.parse(stdout).error.diagnostics)).toEqual([
        "spec.value (standard input):3",
        "spec.type base.yaml:2",
      ]);
      expect(stderr).toContain(
        "base.yaml:2:31: error: ENABLE_SIGNUP must be true or false, not 5 [spec.type]\n" +
          "  2 | adminConfig: { ENABLE_SIGNUP: 5 }\n" +
          "    |                               ^\n",
      );
    }));

  it("is told what the server would refuse, or ignore, at the file that says it", () =>
    onStage({ release: "0.6.43" }, async ({ run }) => {
      const files = {
        "base.yaml": spec("adminConfig: { DEFAULT_GROUP_ID: { group: nobody } }", "chats: { NEW: 1 }"),
        "unknown.yaml": spec("adminConfig: { ENABLE_SIGNUPS: true }"),
      };
      const refuse = async (...lines: string[]) => {
        const { exitCode, stdout } = await run(spec(...lines), ["plan", "--json"], { files });
        expect(exitCode).toBe(3);
        return toPlaces(JSON.parse(stdout).error.diagnostics);
      };
      expect(await refuse("extends: unknown.yaml")).toEqual(["spec.unknown-key unknown.yaml:2"]);
      expect(
        await refuse("extends: base.yaml", "banners: { a: { type: info, content: x, dismissible: true } }"),
      ).toEqual([
        "plan.no-such-group base.yaml:2",
        "plan.unknown-to-server base.yaml:3",
        "plan.refused-by-server owconf.yaml:3",
      ]);
    }));

  it("takes a secret file from the folder of the base, and warns when others may read it", () =>
    onStage({}, async ({ server, run }) => {
      const folder = await mkdtemp(join(tmpdir(), "owconf-"));
      try {
        await mkdir(join(folder, "common"));
        const base = spec(
          "ldap: { server: { host: x, search_base: y, app_dn_password: { file: bind.txt } } }",
        );
        await writeFile(join(folder, "common/base.yaml"), base);
        await writeFile(join(folder, "common/bind.txt"), "file-canary\n");
        await chmod(join(folder, "common/bind.txt"), 0o644);
        const path = join(folder, "spec.yaml");
        await writeFile(path, spec("extends: ./common/base.yaml"));
        const { exitCode, stdout, stderr } = await run("", ["apply", path, "--auto-approve", "--json"]);
        expect(exitCode).toBe(0);
        expect(JSON.parse(stdout).diagnostics).toMatchObject([
          { code: "secret.too-open", file: join(folder, "common/base.yaml"), line: 2 },
          { code: "plan.ldap-not-tried", file: join(folder, "common/base.yaml"), line: 2 },
        ]);
        expect(stdout + stderr).not.toContain("file-canary");
        expect(server.state.ldapServer.app_dn_password).toBe("file-canary");
      } finally {
        await rm(folder, { recursive: true });
      }
    }));
});

describe("docs/environments.md", () => {
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
  const sources = (files: Record<string, string>) => ({
    readFile: async (path: string) => new TextEncoder().encode(files[path] ?? "version: 1\n"),
  });

  it("shows what base and overlay are together", async () => {
    const [base = "", staging = "", together = "", ...lists] = blocks;
    expect(staging).toContain("extends: ./base.yaml");
    const files = { "base.yaml": base, "staging.yaml": staging, "together.yaml": together };
    const [merged, whole] = await Promise.all(
      ["staging.yaml", "together.yaml"].map((file) => readSpec(file, sources(files))),
    );
    expect(merged?.warnings).toEqual([]);
    expect([merged?.server, merged?.declared]).toEqual([whole?.server, whole?.declared]);
    for (const list of lists) {
      const { declared } = await readSpec("list.yaml", sources({ ...files, "list.yaml": list }));
      expect(declared.banners).toBeDefined();
    }
  });

  it("shows a message as it is", () =>
    onStage({}, async ({ run }) => {
      const [, message = ""] = /<!-- messages -->\n```text\n(.*?)```/s.exec(page) ?? [];
      const { stderr } = await run("", ["plan", "examples/environments/staging.yaml"]);
      expect(message).toContain("base.yaml:");
      expect(stderr).toContain(message);
    }));
});
