import { describe, expect, it } from "vitest";
import { isLoopback, readDirectorySettings, showAddress } from "../../src/directory/settings.ts";

const held = {
  ...{ host: "dc1", port: 389, use_tls: false, app_dn: "cn=reader", app_dn_password: "secret" },
  ...{ search_base: "dc=example", attribute_for_username: "uid", attribute_for_mail: "mail" },
};

describe("where a server connects to", () => {
  // Measured on ldap3 2.9.1, the LDAP library of Open WebUI.
  it.each([
    ["dc1", 389, false, "ldap://dc1:389"],
    ["dc1", 636, true, "ldaps://dc1:636"],
    ["dc1", null, true, "ldaps://dc1:636"],
    ["dc1", null, false, "ldap://dc1:389"],
    [" dc1 ", 389, false, "ldap://dc1:389"],
    ["ldaps://dc1:636", 389, false, "ldaps://dc1:636"],
    ["ldap://dc1", 636, true, "ldap://dc1:636"],
    ["dc1:636", 389, true, "ldaps://dc1:636"],
    ["::1", 389, false, "ldap://[::1]:389"],
  ])("%s, port %s, use_tls %s: %s", (host, port, use_tls, address) => {
    expect(showAddress(readDirectorySettings({ ...held, host, port, use_tls }))).toBe(address);
  });
});

describe("what a server does with its settings", () => {
  it("checks the certificate unless told otherwise, as releases without the setting do", () => {
    expect(readDirectorySettings(held).validate).toBe(true);
    expect(readDirectorySettings({ ...held, validate_cert: true }).validate).toBe(true);
    expect(readDirectorySettings({ ...held, validate_cert: false }).validate).toBe(false);
  });

  it("asks for groups only where they are taken over", () => {
    const groups = { ...held, attribute_for_groups: "memberOf" };
    expect(
      readDirectorySettings({ ...groups, enable_group_management: false }).groupAttribute,
    ).toBeUndefined();
    expect(readDirectorySettings({ ...groups, enable_group_management: true }).groupAttribute).toBe(
      "memberOf",
    );
  });

  it("takes null for empty", () => {
    const { certificatePath, ciphers } = readDirectorySettings({
      ...held,
      certificate_path: null,
      ciphers: null,
    });
    expect([certificatePath, ciphers]).toEqual(["", ""]);
  });
});

describe("a host that is another machine for everybody", () => {
  it.each([
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["127.example.com", false],
    ["localhost.example.com", false],
    ["ldap.example.com", false],
  ])("%s: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));
});
