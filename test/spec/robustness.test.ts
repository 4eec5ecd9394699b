import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpecError } from "../../src/errors.ts";
import { formatDiagnostic } from "../../src/spec/diagnostics.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";

const canary = "Zx9canary7";
const good = `version: 1
server:
  url: https://chat.example.com
  signIn: { email: admin@example.com, password: ${canary} }
adminConfig:
  ENABLE_SIGNUP: false
  DEFAULT_USER_ROLE: pending
  I18N: { de: { "Hi {{a}}": "Hallo {{a}}" } }
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    app_dn_password: "${canary}"
`;

const word = fc.constantFrom(
  ..."version adminConfig ldap server host port app_dn_password env file __proto__ constructor << null .inf 1 -1".split(
    " ",
  ),
  ...["=", "ENABLE_NOTES", "password=", "host:x", " = "],
  ...["  ", "\n", "\n  ", "\n    ", "\t", "\r\n", ": ", ":", "- ", "? ", "{", "}", "[", "]", ", ", "#", " #"],
  ...[
    '"',
    "'",
    "|",
    ">-",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "%",
    "@",
    "---\n",
    "...\n",
    "\\",
    "\uFEFF",
    "\u0000",
    "ü",
    "🎉",
  ],
);
const yamlish = fc.array(word, { maxLength: 60 }).map((words) => words.join(""));

/** Returns what a person would see; fails for any error but SpecError. */
function readOutput(content: Uint8Array | string): string {
  try {
    return parseSpec(content, "spec.yaml").warnings.map(formatDiagnostic).join("\n");
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    expect(error.diagnostics.length).toBeLessThanOrEqual(51);
    for (const { line, column } of error.diagnostics) {
      expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }
    return error.diagnostics.map(formatDiagnostic).join("\n");
  }
}

describe("parseSpec, whatever it gets,", { timeout: 60_000 }, () => {
  it("throws nothing but SpecError for bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readOutput(bytes)),
      { numRuns: 500 },
    );
  });

  it("throws nothing but SpecError for text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void readOutput(text)),
      {
        numRuns: 300,
      },
    );
  });

  it("throws nothing but SpecError for what looks like YAML", () => {
    fc.assert(
      fc.property(yamlish, (text) => void readOutput(text)),
      { numRuns: 1000 },
    );
  });

  it("throws nothing but SpecError for a good spec with a slip in it, and shows none of its secrets", () => {
    const slip = fc.record({ at: fc.nat(good.length), cut: fc.nat(8), put: fc.oneof(word, yamlish) });
    fc.assert(
      fc.property(fc.array(slip, { minLength: 1, maxLength: 3 }), (slips) => {
        const content = slips.reduce(
          (text, { at, cut, put }) => `${text.slice(0, at)}${put}${text.slice(at + cut)}`,
          good,
        );
        const output = readOutput(content);
        // A slip right before a secret can make it the value of a key that is known to hold none.
        const secrets = content.match(new RegExp(canary, "g")) ?? [];
        const stated = content.match(new RegExp(`password: "?${canary}`, "g")) ?? [];
        const moved = secrets.length > stated.length;
        if (!moved) expect(output).not.toContain(canary);
      }),
      { numRuns: 1500 },
    );
  });
});
