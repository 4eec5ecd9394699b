import { FilterParser } from "ldapts";
import { describe, expect, it } from "vitest";
import { readDirectorySettings } from "../../src/directory/settings.ts";
import { buildFilter, escapeValue, findMalformed } from "../../src/directory/syntax.ts";

const held = {
  ...{ host: "dc1", port: 389, app_dn: "cn=reader,dc=example", app_dn_password: "secret" },
  ...{ search_base: "dc=example", attribute_for_username: "uid", attribute_for_mail: "mail" },
};
const judge = (change: Record<string, string>) =>
  findMalformed(readDirectorySettings({ ...held, ...change })).map(
    ({ code, setting }) => `${setting}: ${code}`,
  );

// All of these were given to ldap3 2.9.1, the LDAP library of Open WebUI, which takes and refuses the same.
describe("what the library of Open WebUI refuses by itself", () => {
  it.each([
    ["cn=reader,dc=example,dc=com", true],
    ["reader@example.com", true],
    ["<SID=1>", true],
    ["cn=ü,dc=example", true],
    ["reader", false],
    ["EXAMPLE\\reader", false],
    ["people,dc=example", false],
    ["=a,dc=example", false],
  ])("the base %s: taken %s", (name, taken) => {
    expect(judge({ search_base: name })).toEqual(taken ? [] : ["search_base: ldap.name-malformed"]);
    // Active Directory binds EXAMPLE\\reader.
    expect(judge({ app_dn: name })).toEqual([]);
  });

  it.each([
    ["", true],
    ["(a=b)", true],
    ["(a=b)(c=d)", true],
    [" (a=b) ", true],
    ["(a=b) (c=d)", true],
    ["(a=b)\n(c=d)", true],
    ["(&(a=b)(c=d))", true],
    ["(!(a=b))", true],
    ["(memberOf:1.2.840.113556.1.4.1941:=cn=x)", true],
    ["a=b", false],
    ["(a=b", false],
    ["(a=b))", false],
  ])("the filter %j: taken %s", (filter, taken) => {
    expect(judge({ search_filters: filter })).toEqual(taken ? [] : ["search_filters: ldap.filter-malformed"]);
    if (!taken) return;
    const settings = readDirectorySettings({ ...held, search_filters: filter });
    expect(() => FilterParser.parseString(buildFilter(settings, "*"))).not.toThrow();
  });

  it("binds no account without a password, and nobody with an empty one", () => {
    expect(judge({ app_dn_password: "" })).toEqual(["app_dn_password: ldap.password-empty"]);
    expect(judge({ app_dn: "", app_dn_password: "" })).toEqual([]);
  });
});

it("keeps a user name from being read as a filter", () => {
  expect(escapeValue("a*(b)\\c\0ü/")).toBe("a\\2a\\28b\\29\\5cc\\00ü/");
});
