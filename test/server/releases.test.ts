import { expect, it } from "vitest";
import { catalogue } from "../../src/releases/catalogue.ts";
import { findRelease, isAtLeast, type ReleaseName, releaseNames } from "./releases.ts";

it("emulates every catalogued release", () => {
  expect(releaseNames).toEqual(catalogue.releases);
});

it("takes settings over from the catalogue, and traits from the release before", () => {
  const old = findRelease("0.5.20");
  expect(Object.keys(old.adminConfig)).toContain("ENABLE_API_KEY");
  expect(old.adminConfig.JWT_EXPIRES_IN).toEqual({ kind: "text", factory: "-1" });
  expect(old.forms.map(({ name }) => name)).not.toContain("oauth");
  expect(findRelease("0.11.4").signOutMethod).toBe("POST");
  const { adminConfig, ldapServer } = findRelease("0.12.4");
  expect(adminConfig.ENABLE_MFA).toEqual({ kind: "strictBoolean", factory: false, kept: true });
  expect(adminConfig.ADMIN_EMAIL).toEqual({ kind: "optionalText", factory: null, fallback: null });
  expect(ldapServer.ciphers).toEqual({ kind: "optionalText", factory: "ALL", fallback: "ALL" });
});

it("orders releases by their numbers, and knows no others", () => {
  expect(isAtLeast("0.10.2", "0.9.6")).toBe(true);
  expect(isAtLeast("0.9.6", "0.10.2")).toBe(false);
  expect(() => findRelease("0.4.0" as ReleaseName)).toThrow(/0\.4\.0.*0\.5\.20/);
});
