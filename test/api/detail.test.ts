import { describe, expect, it } from "vitest";
import { cleanText, collectSecrets, readDetail } from "../../src/api/detail.ts";
import type { Json } from "../../src/model/json.ts";

describe("readDetail", () => {
  it("returns the server's words", () => {
    expect(readDetail({ detail: "no" })).toBe("no");
  });

  it("turns pydantic's list into fields and messages, without what was sent", () => {
    const detail = [
      {
        type: "missing",
        loc: ["body", "label"],
        msg: "Field required",
        input: { app_dn_password: "canary" },
      },
      {
        type: "int",
        loc: ["body", "ports", 0],
        msg: "not a number",
        input: "canary",
        ctx: { error: "canary" },
      },
      { msg: "Field required" },
      "canary",
    ];
    expect(readDetail({ detail })).toBe("label: Field required; ports.0: not a number; Field required");
  });

  it.each([null, "text", 1, [], {}, { detail: "" }, { detail: {} }, { detail: [] }])(
    "finds none in %j",
    (body) => {
      expect(readDetail(body)).toBeUndefined();
    },
  );
});

describe("cleanText", () => {
  it("makes one harmless line of it", () => {
    expect(cleanText(" a\u001b[31m\r\n\tb\u0000\u202ec\u2028d ")).toBe("a [31m b c d");
  });

  it("bounds the length", () => {
    expect(cleanText("x".repeat(100_000))).toBe(`${"x".repeat(500)}…`);
  });

  it("leaves no part of a secret at the bound", () => {
    expect(cleanText(`${"x".repeat(495)}canary-secret`, ["canary-secret"])).not.toContain("cana");
  });
});

describe("collectSecrets", () => {
  const scrub = (text: string, ...values: Json[]) => cleanText(text, collectSecrets(values));

  it("finds texts at any depth", () => {
    expect(scrub("pa55 key bind n3w 1", "pa55", [{ key: "bind" }, ["n3w"], 1, true, null])).toBe(
      "*** key *** *** 1",
    );
  });

  it("finds them in other spellings", () => {
    const password = 'c"a na/ry';
    const text = `${JSON.stringify(password)} ${encodeURIComponent(password)} ${btoa(password)}`;
    expect(scrub(text, password)).toBe('"***" *** ***');
  });

  it("leaves nothing of the longer one when a secret begins with another", () => {
    expect(scrub("abcdef", "abc", "abcdef")).toBe("***");
  });

  it("ignores empty secrets", () => {
    expect(scrub("text", "")).toBe("text");
  });
});
