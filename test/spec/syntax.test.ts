import { describe, expect, it } from "vitest";
import { problemsOf } from "./problems-of.ts";

const mebibyte = 1024 * 1024;
const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(
    parts.flatMap((one) => (typeof one === "number" ? [one] : [...new TextEncoder().encode(one)])),
  );

/** What a file may hold that is no spec: its content, then place, code and a part of the message of each problem. */
const table: [name: string, content: string | Uint8Array, ...problems: string[]][] = [
  ["nothing", "", "1:1 spec.empty: the spec is empty"],
  ["only comments", "# one\n# two\n", "1:1 spec.empty: the spec is empty"],
  ["tabs", "version: 1\nadminConfig:\n\tENABLE_NOTES: true\n\tENABLE_FOLDERS: true\n", "3:1 yaml.tab: tab"],
  [
    "a duplicate key",
    "version: 1\nldap: {}\nldap: {}\n",
    '3:1 yaml.duplicate-key: duplicate key "ldap"; the first one is on line 2',
  ],
  ["an anchor", "version: 1\nadminConfig: { ENABLE_NOTES: &a true }\n", "2:16 yaml.anchor: anchors"],
  ["an alias", "version: 1\nadminConfig: *a\n", "2:1 yaml.anchor: anchors"],
  ["an alias as a key", "version: 1\n*a : 1\n", "2:1 yaml.anchor: anchors"],
  ["a merge key", "version: 1\nadminConfig:\n  <<: *a\n", "3:3 yaml.merge-key: merge keys"],
  ["a tag", "version: 1\nadminConfig: { ENABLE_NOTES: !!str true }\n", "2:16 yaml.tag: tags"],
  ["binary", "version: 1\nadminConfig: { WEBUI_URL: !!binary aGk= }\n", "2:16 yaml.tag: tags"],
  ["two documents", "version: 1\n---\nversion: 1\n", "2:1 yaml.documents: a second document"],
  ["a directive", "%YAML 1.1\n---\nversion: 1\n", "1:1 yaml.directive: directives"],
  ["an unknown directive", "%HI there\n---\nversion: 1\n", "1:1 yaml.directive: directives"],
  ["an open quote", 'version: 1\nadminConfig:\n  WEBUI_URL: "a\n', "3:14 yaml.syntax: missing closing quote"],
  ["an open bracket", "version: 1\nldap: { server: {}\n", "3:1 yaml.syntax: missing closing bracket"],
  ["a second colon", "version: 1\nserver:\n  url: a: b\n", "3:8 yaml.syntax: a second key"],
  [
    "a wrong indentation",
    "version: 1\nldap:\n    enabled: true\n  server: {}\n",
    "4:1 yaml.syntax: indentation",
  ],
  ["a word alone", "version: 1\nldap:\n  enabled: true\n  word\n", "4:3 yaml.syntax: this line is not"],
  ["a bad escape", 'version: 1\nadminConfig: { WEBUI_URL: "\\d" }\n', "2:28 yaml.syntax: unknown escape"],
  [
    "a bad beginning",
    "version: 1\nadminConfig: { WEBUI_URL: @a }\n",
    "2:27 yaml.syntax: a value must not start",
  ],
  [
    "keys that are no text",
    "version: 1\n1: a\n[b]: c\nnull: d\n",
    "2:1 yaml.key: keys must",
    "3:1 yaml.key: keys must",
    "4:1 yaml.key: keys must",
  ],
  [
    "__proto__",
    "version: 1\nadminConfig: { DEFAULT_INTERFACE_SETTINGS: { __proto__: { polluted: 1 } } }\n",
    "2:46 yaml.key: the key __proto__",
  ],
  [
    "no JSON numbers",
    "version: 1\nadminConfig: { DEFAULT_INTERFACE_SETTINGS: { a: .inf, b: .nan, c: 9007199254740993, d: 1e999 } }\n",
    "2:46 yaml.number",
    "2:55 yaml.number",
    "2:64 yaml.number",
    "2:85 yaml.number",
  ],
  ["NUL", "version: 1\nldap: \0\n", "2:7 spec.control-character: character U+0000 is not allowed"],
  ["escape codes", "version: 1\nldap: \u001b[31m\n", "2:7 spec.control-character"],
  ["a lone carriage return", "version: 1\rldap: {}\n", "1:11 spec.control-character: this line ends"],
  ["half a surrogate pair", "version: 1\nldap: \ud800\n", "2:7 spec.control-character"],
  ["bytes that are not UTF-8", bytes("version: 1\nldap: ", 0xff, "\n"), "2:7 spec.encoding: invalid UTF-8"],
  ["half a character at the end", bytes("version: 1\n# ", 0xc3), "2:3 spec.encoding: invalid UTF-8"],
  ["UTF-16", bytes(0xff, 0xfe, "v", 0), "1:1 spec.encoding: the file is UTF-16"],
  ["10 MiB", "a".repeat(10 * mebibyte), "1:1 spec.too-large: the spec is 10.0 MiB; the limit is 1 MiB"],
  ["10 MiB of bytes", new Uint8Array(10 * mebibyte), "1:1 spec.too-large: the spec is 10.0 MiB"],
  [
    "a little too many bytes in few characters",
    "ü".repeat(mebibyte / 2 + 1),
    "1:1 spec.too-large: the spec is 1.0 MiB",
  ],
  ["100,000 brackets", "[".repeat(100_000), "1:67 yaml.depth: maps and lists are nested"],
  ["100,000 braces with keys", "{a: ".repeat(100_000), "yaml.depth"],
  ["200,000 dashes", "- ".repeat(200_000), "yaml.depth"],
  ["a staircase", Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "yaml.depth"],
  ["a million closing brackets", "]".repeat(mebibyte), "1:1 yaml.syntax: unexpected token"],
];

describe("a file that is no spec", { timeout: 30_000 }, () => {
  it.each(table)("%s", (_, content, ...expected) => {
    const problems = problemsOf(content).map(
      ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
    );
    expect(problems).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(problems[index]).toContain(part);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("with a YAML bomb is refused where the first anchor is, and not expanded", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [here, above] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"]) {
      bomb.push(`${here}: &${here} [${Array(9).fill(`*${above}`).join(", ")}]`);
    }
    const problems = problemsOf(`version: 1\n${bomb.join("\n")}\n`);
    expect(problems.find((one) => one.code === "yaml.anchor")?.line).toBe(2);
    expect(problems.length).toBeLessThan(60);
  });

  it("leaves the depth of error stacks as it was", () => {
    const before = Error.stackTraceLimit;
    problemsOf("[".repeat(1000));
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe("a spec with very many keys", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `k${n}`);
  const settings = "version: 1\nadminConfig:\n  DEFAULT_INTERFACE_SETTINGS:\n";
  const lines = (count: number) =>
    settings +
    keys(count)
      .map((key) => `    ${key}: 1\n`)
      .join("");

  it.each([
    ["200,000 between braces", `{${keys(200_000).join(",")}}`.slice(0, mebibyte)],
    [
      "with values",
      `{${keys(80_000)
        .map((key) => `${key}: 1`)
        .join(",")}}`,
    ],
    ["one a line", lines(20_001)],
    ["list items", `allow:\n${"- a\n".repeat(20_001)}`],
    ["list items between brackets", `allow: [${"a,".repeat(20_001)}]`],
    ["lists in a list", `allow: [${"[],".repeat(20_001)}]`],
  ])("is refused as a whole: %s", (_what, text) => {
    const before = process.cpuUsage();
    expect(problemsOf(text).map(({ code }) => code)).toEqual(["yaml.entries"]);
    const { user, system } = process.cpuUsage(before);
    // A second, in microseconds.
    expect(user + system).toBeLessThan(1_000_000);
  });

  it("is taken up to the limit", () => {
    expect(problemsOf(lines(19_997))).toEqual([]);
  });
});
