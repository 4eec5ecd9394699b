import { describe, expect, it } from "vitest";
import type { Context } from "../../src/commands/context.ts";
import { completeWords, readPlaceName } from "../../src/completion/complete-words.ts";
import { listValues, unknowable } from "../../src/completion/values.ts";
import { createProgram } from "../../src/program.ts";
import { plain } from "../../src/render/paint.ts";
import { runOwconf } from "../commands/run-owconf.ts";

const silent = { write: () => {}, progress: () => {}, paint: plain };
const context = { env: {}, stdout: silent, stderr: silent } as unknown as Context;
const program = createProgram(context, () => {});

async function complete(...words: string[]) {
  const found = await completeWords(program, words, async (place) => listValues(place));
  return { ...found, candidates: found.candidates.map(({ word }) => word) };
}

describe("completeWords", () => {
  it("offers all commands that the help shows, with their other names, and no hidden one", async () => {
    const { candidates } = await complete("");
    expect(candidates).toEqual(expect.arrayContaining(["plan", "diff", "apply", "completion", "help"]));
    expect(candidates.filter((word) => word.startsWith("_"))).toEqual([]);
    expect((await complete("help", "")).candidates).toEqual(candidates);
    expect((await complete("help", "plan", "")).candidates).toEqual([]);
  });

  it("offers each option of a command, and none twice that is given once only", async () => {
    const { options } = program.commands.find((one) => one.name() === "plan") ?? { options: [] };
    expect(options.length).toBeGreaterThan(10);
    const all = [...options.map(({ long }) => long), "--help"];
    expect((await complete("plan", "--")).candidates).toEqual(all);
    const left = (await complete("plan", "--offline", "0.12.4", "--allow", "open-admin", "--")).candidates;
    expect(left).toEqual(all.filter((one) => one !== "--offline"));
  });

  it("offers options where nothing else can follow, and files where a spec can", async () => {
    expect((await complete("export", "")).candidates).toContain("--output");
    expect(await complete("plan", "")).toEqual({ candidates: [], files: "specs" });
    expect(await complete("export", "-o", "")).toEqual({ candidates: [], files: "any" });
    expect(await complete("plan", "--", "--x")).toMatchObject({ files: "specs" });
  });

  it("goes on with a list, and does not offer what it has", async () => {
    const { candidates, isOpen } = await complete("plan", "--only", "ldap,");
    expect(isOpen).toBe(true);
    expect(candidates).toContain("ldap,adminConfig");
    expect(candidates).not.toContain("ldap,ldap");
  });

  it("leads to settings step by step", async () => {
    expect((await complete("explain", "retr")).candidates).toEqual(["retrieval", "retrieval."]);
    const { candidates } = await complete("explain", "retrieval.");
    expect(candidates).toContain("retrieval.web.");
    expect(candidates.every((word) => /^retrieval\.[^.]+\.?$/.test(word))).toBe(true);
    expect(candidates.length).toBeGreaterThan(10);
    expect(await complete("explain", "retrieval.we")).toMatchObject({
      candidates: ["retrieval.web", "retrieval.web."],
    });
  });

  it("knows what each place takes that the help names", () => {
    const places = program.commands.flatMap((command) => [
      ...command.registeredArguments
        .filter(({ argChoices }) => !argChoices)
        .map((one) => ({ command: command.name(), place: one.name() })),
      ...command.options
        .filter(({ required, argChoices }) => required && !argChoices)
        .map(({ flags }) => ({ command: command.name(), place: readPlaceName(flags) })),
    ]);
    expect(places.length).toBeGreaterThan(30);
    const known = (place: string) =>
      ["spec", "specs", "file", "words"].includes(place) || unknowable.has(place) || listValues(place);
    expect(places.filter(({ place }) => !known(place))).toEqual([]);
  });
});

describe("what the scripts ask", () => {
  it("is answered a line for each word", async () => {
    const { exitCode, stdout, stderr } = await runOwconf(["__complete", "--", "plan", "--only", "subag"]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "subagents\n:open\n", stderr: "" });
    const specs = await runOwconf(["__complete", "--", "apply", ""]);
    expect(specs.stdout).toBe(":specs\n");
    const flag = await runOwconf(["__complete", "--", "plan", "--off"]);
    expect(flag.stdout).toMatch(/^--offline\tplan against .*\n$/);
  });

  it("is in no help", async () => {
    expect((await runOwconf(["--help"])).stdout).not.toContain("__complete");
    expect((await runOwconf(["__complet"])).stderr).not.toContain("__complete'");
  });
});

it("prints scripts for three shells, and says which there are", async () => {
  const { exitCode, stderr } = await runOwconf(["completion", "powershell"]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
});
