import { describe, expect, it } from "vitest";
import { cleanText } from "../src/api/detail.ts";
import { OwconfError } from "../src/errors.ts";
import { escapeInvisible, escapeInvisibleInJson, escapeInvisibleInYaml } from "../src/invisible.ts";
import { renderError } from "../src/render/error-text.ts";
import { renderErrorJson } from "../src/render/json.ts";
import { plain } from "../src/render/paint.ts";
import { formatValue } from "../src/render/value.ts";

class AnyError extends OwconfError {
  override readonly code = "any.error";
  override readonly exitCode = 3;
}

/** Characters that a terminal may act on, that reorder text, or that nobody sees. */
const table: [character: string, escaped: string, json: string, yaml: string][] = [
  ["\u001b", "\\u{1b}", "\\u001b", "\\u001b"],
  ["\u007f", "\\u{7f}", "\\u007f", "\\u007f"],
  ["\u009b", "\\u{9b}", "\\u009b", "\\u009b"],
  ["\u200b", "\\u{200b}", "\\u200b", "\\u200b"],
  ["\u202e", "\\u{202e}", "\\u202e", "\\u202e"],
  ["\u2028", "\\u{2028}", "\\u2028", "\\u2028"],
  ["\ud800", "\\u{d800}", "\\ud800", "\\ud800"],
  ["\ufff9", "\\u{fff9}", "\\ufff9", "\\ufff9"],
  ["\uffff", "\\u{ffff}", "\\uffff", "\\uffff"],
  ["\u{e0001}", "\\u{e0001}", "\\udb40\\udc01", "\\U000e0001"],
];

describe("a character that is unsafe to show", () => {
  it.each(table)("%j is escaped", (character, escaped, json, yaml) => {
    expect(escapeInvisible(`a${character}b`)).toBe(`a${escaped}b`);
    expect(escapeInvisibleInJson(`a\n${character}b`)).toBe(`a\n${json}b`);
    expect(escapeInvisibleInYaml(`a\n${character}b`)).toBe(`a\n${yaml}b`);
  });

  it.each(table)("%j reaches no output", (character) => {
    const error = new AnyError(`a${character}b`, { hint: character });
    const outputs = [renderErrorJson(error), renderError(error, plain), formatValue(character)];
    for (const output of [...outputs, cleanText(`a${character}b`)]) expect(output).not.toContain(character);
    expect(JSON.parse(renderErrorJson(error)).error.message).toBe(`a${character}b`);
  });

  it("is no letter, space or emoji", () => {
    expect(escapeInvisible("Größe 日本 👍\t", "\t")).toBe("Größe 日本 👍\t");
  });
});
