import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { Actor } from "../../src/resources/dangers.ts";
import { resources } from "../../src/resources/index.ts";

const actor: Actor = { credential: "password", hasOAuth: false };

const desired = {
  webhook: { url: "http://hook.test" },
  banners: { a: { type: "info" } },
  retrieval: { TOP_K: 4 },
  adminConfig: { ENABLE_NOTES: true },
  ldapConfig: { enabled: true },
  ldapServer: { host: "b", validate_cert: true, use_tls: true },
} satisfies Record<string, Json>;
const live = {
  banners: [],
  webhook: { url: "" },
  retrieval: {
    TOP_K: 3,
    ENABLE_RAG_HYBRID_SEARCH: false,
    RAG_RERANKING_ENGINE: "",
    RAG_RERANKING_MODEL: "m",
  },
  adminConfig: { ENABLE_NOTES: false, ENABLE_MFA: false, ENABLE_SIGNUP: false },
  ldapServer: { host: "a" },
  ldapConfig: { enabled: false },
} satisfies Record<string, Json>;

function listOrder(changes: Record<string, Json>, held: Record<string, Json> = {}): string[] {
  const plan = planChanges(
    { ...desired, ...changes },
    { ...live, ...held },
    { url: "http://chat.test", version: "0.12.4" },
    actor,
  );
  return plan.resources.map(({ resource }) => resource);
}

const usual = ["retrieval", "banners", "webhook", "adminConfig", "ldapServer", "ldapConfig"];

describe("writes go in the order of the registry", () => {
  it("whatever the order of the spec", () => {
    expect(listOrder({})).toEqual(usual);
    expect(resources.map(({ name }) => name).filter((name) => usual.includes(name))).toEqual(usual);
  });

  it("but for what takes people away from a directory, which goes first", () => {
    const order = listOrder({ ldapConfig: { enabled: false } }, { ldapConfig: { enabled: true } });
    expect(order).toEqual(["ldapConfig", ...usual.filter((name) => name !== "ldapConfig")]);
  });

  it("and for what is dangerous, which goes behind all else", () => {
    const held = { retrieval: { ...live.retrieval, ENABLE_RAG_HYBRID_SEARCH: true } };
    expect(listOrder({}, held)).toEqual([...usual.slice(1), "retrieval"]);
  });

  it("and for what ends the session, which goes last, behind what is dangerous", () => {
    const held = { retrieval: { ...live.retrieval, ENABLE_RAG_HYBRID_SEARCH: true } };
    const order = listOrder({ adminConfig: { ENABLE_MFA: true } }, held);
    expect(order.slice(-2)).toEqual(["retrieval", "adminConfig"]);
  });

  it("by what changes, and not by what is declared", () => {
    expect(listOrder({ adminConfig: { ENABLE_NOTES: true, ENABLE_MFA: false } })).toEqual(usual);
    expect(listOrder({ ldapConfig: { enabled: false } })).toEqual(usual);
  });
});
