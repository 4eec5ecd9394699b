import { describe, expect, it } from "vitest";
import { createSealer } from "../../src/commands/seal.ts";
import { hasMoved, takeFingerprints } from "../../src/saved/fingerprints.ts";

const key = "0123456789abcdef0123456789abcdef";
const withKey = (OWCONF_PLAN_KEY: string, salt?: string) => createSealer({ env: { OWCONF_PLAN_KEY } }, salt);

describe("a fingerprint", () => {
  const { fingerprinter } = createSealer({ env: {} });
  const take = (live: object, desired: object, one = fingerprinter) =>
    takeFingerprints({ ldapServer: desired as never }, { ldapServer: live as never }, "0.12.4", one);

  it("is the same for what the server takes as the same, and tells nothing from empty", () => {
    const pair = take(
      { host: "a", port: null, label: "" },
      { host: "a", port: 389, label: "x", use_tls: true },
    );
    const { host, port, label } = Object.fromEntries(
      Object.entries(pair).map(([path, one]) => [path.split(".").at(-1), one]),
    );
    expect(host?.live).toBe(host?.desired);
    expect(port?.live).not.toBe(port?.desired);
    expect([label?.live === label?.desired, label?.live === "absent"]).toEqual([false, false]);
    expect(pair["ldap.server.use_tls"]?.live).toBe("absent");
    const canonical = takeFingerprints(
      { adminConfig: { DEFAULT_INTERFACE_SETTINGS: {} } },
      { adminConfig: { DEFAULT_INTERFACE_SETTINGS: null } },
      "0.12.4",
      fingerprinter,
    );
    expect(Object.values(canonical)).toEqual([
      expect.objectContaining({ live: expect.stringMatching(/^[0-9a-f]+$/) }),
    ]);
    for (const { live, desired } of Object.values(canonical)) expect(live).toBe(desired);
  });

  it("of a secret is there only with a key", () => {
    const secret = (live: string, one = fingerprinter) =>
      take({ app_dn_password: live }, { app_dn_password: "desired" }, one)["ldap.server.app_dn_password"];
    expect(secret("x")).toEqual({ live: "hidden", desired: "hidden" });
    expect(secret("")).toEqual({ live: "empty", desired: "hidden" });
    const keyed = withKey(key);
    expect(secret("x", keyed.fingerprinter)?.live).toMatch(/^[0-9a-f]{32}$/);
    expect(secret("", keyed.fingerprinter)?.live).toBe("empty");
    const [again, salted, other] = [
      withKey(key, keyed.salt),
      withKey(key),
      withKey(`${key}0`, keyed.salt),
    ].map((one) => secret("x", one.fingerprinter)?.live);
    expect(again).toBe(secret("x", keyed.fingerprinter)?.live);
    expect(new Set([again, salted, other]).size).toBe(3);
  });

  it("of an address that lets somebody in is one of a secret", () => {
    const take = (url: string) =>
      takeFingerprints(
        { adminConfig: { WEBUI_URL: url } },
        { adminConfig: { WEBUI_URL: "https://a.test" } },
        "0.12.4",
        fingerprinter,
      )["adminConfig.WEBUI_URL"];
    expect(take("https://user:canary@a.test")?.desired).toBe("hidden");
    expect(take("https://a.test/x")?.desired).toMatch(/^[0-9a-f]{32}$/);
  });

  it("of the same value is another one for another setting", () => {
    const pairs = Object.values(take({}, { host: "same", label: "same" })).map(({ desired }) => desired);
    expect([pairs.length, new Set(pairs).size]).toEqual([2, 2]);
  });
});

it.each([
  ["unknown", "a", undefined],
  ["hidden", "hidden", undefined],
  ["hidden", "empty", true],
  ["empty", "hidden", true],
  ["empty", "empty", false],
  ["absent", "a", true],
  ["a", "a", false],
  ["a", "b", true],
])("from %s to %s moved: %s", (before, now, moved) => {
  expect(hasMoved(before, now)).toBe(moved);
});
