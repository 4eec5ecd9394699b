import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shells } from "../../src/completion/names.ts";
import { prepareFolder, present, pressTab } from "./run-shell.ts";

// The real shells, as far as they are here.

let folder = "";
beforeAll(() => {
  folder = prepareFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const missing = shells.filter((shell) => !present.includes(shell));
if (missing.length > 0) {
  process.stderr.write(`completion: not tried in ${missing.join(" and ")}, which is not installed here\n`);
}

it("is tried in Bash at least", () => {
  expect(present).toContain("bash");
});

/** What is typed, what is offered, and, where Tab makes it one whole line, that line. */
const cases: [line: string, offered: string[], line: string][] = [
  ["owconf val", ["validate"], "owconf validate "],
  ["owconf ex", ["explain", "export"], "owconf exp"],
  ["owconf help boot", ["bootstrap"], "owconf help bootstrap "],
  ["owconf plan --detailed", ["--detailed-exitcode"], "owconf plan --detailed-exitcode "],
  ["owconf diff --detailed", ["--detailed-exitcode"], "owconf diff --detailed-exitcode "],
  ["owconf plan --format ju", ["junit"], "owconf plan --format junit "],
  ["owconf plan --format j", ["json", "junit"], "owconf plan --format j"],
  ["owconf plan --url https://a.example:8080 --format ju", ["junit"], ""],
  ["owconf validate --server-version 0.12", ["0.12.4"], "owconf validate --server-version 0.12.4 "],
  ["owconf apply --allow ldap-w", ["ldap-without-tls"], "owconf apply --allow ldap-without-tls "],
  ["owconf plan --only subag", ["subagents"], "owconf plan --only subagents"],
  ["owconf plan --only ldap,subag", ["ldap,subagents"], "owconf plan --only ldap,subagents"],
  [
    "owconf explain adminConfig.ENABLE_SIGN",
    ["adminConfig.ENABLE_SIGNUP"],
    "owconf explain adminConfig.ENABLE_SIGNUP ",
  ],
  ["owconf explain ENABLE_SIGN", ["ENABLE_SIGNUP"], "owconf explain ENABLE_SIGNUP "],
  ["owconf completion zs", ["zsh"], "owconf completion zsh "],
  ["owconf plan pro", ["prod.yaml"], "owconf plan prod.yaml "],
];

describe.each(present)("in %s", (shell) => {
  it.each(cases)("%j offers %j", (line, offered, whole) => {
    const { words, stderr } = pressTab(shell, line, folder);
    expect(stderr).toBe("");
    if (shell !== "zsh") expect(words.toSorted()).toEqual(offered);
    else if (whole !== "") expect(words).toEqual([whole]);
  });

  it.each(["owconf nonsense ", "owconf plan --wait ", "owconf nonsense --format j"])(
    "offers nothing, and says nothing, for %j",
    (line) => {
      const { words, stderr } = pressTab(shell, line, folder);
      expect({ words, stderr }).toEqual({ words: shell === "zsh" ? [line] : [], stderr: "" });
    },
  );

  it("completes a value behind =", () => {
    const { words } = pressTab(shell, "owconf plan --format=ju", folder);
    // Bash replaces only what it takes for a word.
    const expected = { bash: "junit", fish: "--format=junit", zsh: "owconf plan --format=junit " };
    expect(words).toEqual([expected[shell]]);
  });

  it("completes any file for what is written or read", () => {
    const { words } = pressTab(shell, "owconf export --output=prod.t", folder);
    const expected = { bash: "prod.txt", fish: "--output=prod.txt", zsh: "owconf export --output=prod.txt " };
    expect(words).toEqual([expected[shell]]);
  });

  it("completes folders and names with blanks for a spec", () => {
    const expected = { bash: ["my spec.yml"], fish: ["my spec.yml"], zsh: ["owconf plan my\\ spec.yml "] };
    expect(pressTab(shell, "owconf plan my", folder).words).toEqual(expected[shell]);
    const folders = { bash: ["envs"], fish: ["envs/"], zsh: ["owconf plan envs/"] };
    expect(pressTab(shell, "owconf plan env", folder).words).toEqual(folders[shell]);
  });
});

describe("without an owconf that answers", () => {
  it.each(present)("%s says nothing", (shell) => {
    const { words, stderr } = pressTab(shell, "./nowhere/owconf pl", folder);
    expect(stderr).toBe("");
    expect(words).toEqual(shell === "zsh" ? ["./nowhere/owconf pl"] : []);
  });
});
