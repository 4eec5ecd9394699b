import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { findNode } from "../../src/model/settings.ts";
import { oauth } from "../../src/resources/oauth.ts";

describe("OAuth settings compare as the server takes them", () => {
  it.each<[string, Json, Json]>([
    ["OAUTH_ALLOWED_DOMAINS", " a.example, b.example,", "a.example,b.example"],
    ["OAUTH_BLOCKED_GROUPS", "[]", ""],
    ["OAUTH_BLOCKED_GROUPS", '["a", "b"]', "a, b"],
    ["OAUTH_SUB_CLAIM", null, ""],
  ])("%s: %j is %j", (key, one, other) => {
    expect(canonical(key, one)).toEqual(canonical(key, other));
  });

  it.each<[string, Json, Json]>([
    ["OAUTH_ALLOWED_DOMAINS", "a,b", "b,a"],
    ["OAUTH_BLOCKED_GROUPS", '["a,b"]', "a,b"],
    ["OAUTH_SUB_CLAIM", null, "sub"],
  ])("%s: %j is not %j", (key, one, other) => {
    expect(canonical(key, one)).not.toEqual(canonical(key, other));
  });
});

it("a text is cleared with an empty one, as the server keeps what it holds at null", () => {
  const body = oauth.write.wrap?.({ OAUTH_SUB_CLAIM: null, OAUTH_SCOPES: "openid", ENABLE_OAUTH: null });
  expect(body).toEqual({ OAUTH_SUB_CLAIM: "", OAUTH_SCOPES: "openid", ENABLE_OAUTH: null });
});

it.each([
  [false, ["plan.not-kept"]],
  [null, ["plan.not-kept"]],
  [true, []],
])("with persistence %s, the cautions are %j", (isKept, codes) => {
  const found = oauth.findCautions?.({ oauth: { ENABLE_OAUTH_PERSISTENT_CONFIG: isKept } }, "0.12.4", []);
  expect(found?.map(({ code }) => code)).toEqual(codes);
});

function canonical(key: string, value: Json): Json {
  const node = findNode(oauth.root, [key]);
  if (node?.kind !== "leaf" || !node.canonical) throw new Error(`${key} has no canonical form`);
  return node.canonical(value);
}
