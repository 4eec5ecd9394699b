import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Context } from "../src/commands/context.ts";
import { runProgram } from "../src/program.ts";
import { plain } from "../src/render/paint.ts";
import { runOwconf } from "./commands/run-owconf.ts";

it("reports a bug with exit 1 and where it happened, but not with the message, which may hold a secret", async () => {
  let said = "";
  const output = {
    paint: plain,
    progress: () => {},
    write: (text: string) => {
      said += text;
    },
  };
  const readFile = () => {
    throw new TypeError("cannot put canary into a header");
  };
  const context = { env: {}, stdout: output, stderr: output, readFile } as unknown as Context;
  expect(await runProgram(["validate", "--json"], context)).toBe(1);
  expect(said).toContain('"code": "bug"');
  expect(said).toContain("TypeError");
  expect(said).toMatch(/^\s+at .*program\.test\.ts/m);
  expect(said).not.toContain("canary");
});

it("prints schema.json", async () => {
  const { exitCode, stdout } = await runOwconf(["schema"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(readFileSync(new URL("../schema.json", import.meta.url), "utf8"));
});
