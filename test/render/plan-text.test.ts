import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import { plain } from "../../src/render/paint.ts";
import { renderPlan } from "../../src/render/plan-text.ts";
import { type Actor, dangers } from "../../src/resources/dangers.ts";

const actor: Actor = { credential: "password", hasOAuth: false };
const server = { url: "http://chat.test", version: "0.12.4" };
const render = (desired: Record<string, Json>, live: Record<string, Json>) =>
  renderPlan(planChanges(desired, live, server, actor), [], plain);

const reasonOf = (danger: string) => dangers.find(({ name }) => name === danger)?.reason;

describe("renderPlan", () => {
  it("shows each change live → desired and ends with the summary", () => {
    const text = render(
      {
        adminConfig: { ENABLE_SIGNUP: false, DEFAULT_USER_ROLE: "pending" },
        ldapServer: { app_dn_password: "a" },
      },
      {
        adminConfig: { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "user", ENABLE_NOTES: true },
        ldapServer: { app_dn_password: "b" },
      },
    );
    expect(text).toBe(`Changes on http://chat.test (Open WebUI 0.12.4), live → desired:

  adminConfig (admin config)
    ~ ENABLE_SIGNUP: true (factory value) → false
    ~ DEFAULT_USER_ROLE: "user" → "pending"

  ldap.server (LDAP server)
    ~ app_dn_password: (secret: changed)

Plan: 3 settings to change in 2 resources, 0 dangerous, 0 in sync, 1 unmanaged.
`);
  });

  it("shows each danger at its setting, explained once, and ends with what to run next", () => {
    const plan = planChanges(
      {
        adminConfig: { JWT_EXPIRES_IN: "-1" },
        ldapServer: { use_tls: false, validate_cert: false },
      },
      {
        adminConfig: { JWT_EXPIRES_IN: "1h" },
        ldapServer: { use_tls: true, validate_cert: true },
        ldapConfig: { enabled: true },
      },
      server,
      actor,
    );
    expect(
      renderPlan(plan, ["ldap-without-tls"], plain, "owconf apply --allow endless-session"),
    ).toBe(`Changes on http://chat.test (Open WebUI 0.12.4), live → desired:

  adminConfig (admin config)
    ~ JWT_EXPIRES_IN: "1h" → "-1"
      ! endless-session: ${reasonOf("endless-session")}; apply needs --allow endless-session

  ldap.server (LDAP server)
    ~ use_tls: true (factory value) → false
      ! ldap-without-tls: ${reasonOf("ldap-without-tls")}; allowed
    ~ validate_cert: true (factory value) → false
      ! ldap-without-tls

Plan: 3 settings to change in 2 resources, 3 dangerous, 0 in sync, 0 unmanaged.

Run: owconf apply --allow endless-session
`);
  });

  it.each([
    ["", "a", "set"],
    [null, "a", "set"],
    [undefined, "a", "set"],
    ["b", "", "cleared"],
    ["b", "a", "changed"],
  ])("tells of a secret whether it is set, cleared or changed: %j to %j", (live, desired, word) => {
    const held: JsonObject = live === undefined ? {} : { app_dn_password: live };
    const text = render({ ldapServer: { app_dn_password: desired } }, { ldapServer: held });
    expect(text).toContain(`~ app_dn_password: (secret: ${word})\n`);
  });

  it("says so when nothing differs, with the same summary line", () => {
    expect(render({ adminConfig: { ENABLE_SIGNUP: true } }, { adminConfig: { ENABLE_SIGNUP: true } })).toBe(
      `In sync: http://chat.test (Open WebUI 0.12.4) matches the spec.

Plan: 0 settings to change in 0 resources, 0 dangerous, 1 in sync, 0 unmanaged.
`,
    );
  });

  it("shows long texts as a line diff", () => {
    const text = render(
      { adminConfig: { PENDING_USER_OVERLAY_CONTENT: "one\ntwo\nthree\n" } },
      { adminConfig: { PENDING_USER_OVERLAY_CONTENT: "one\n2\nthree" } },
    );
    expect(text).toContain(`    ~ PENDING_USER_OVERLAY_CONTENT:
          one
        - 2
        - three
          (no newline at end of file)
        + two
        + three
`);
  });

  it("shows nested objects as a line diff, whatever the order of their keys", () => {
    const text = render(
      { adminConfig: { I18N: { de: { b: "zwei", a: "eins" } } } },
      { adminConfig: { I18N: { de: { a: "eins", b: "2" } } } },
    );
    expect(text).toContain('        -     "b": "2"\n        +     "b": "zwei"\n');
    expect(text).not.toContain('-     "a"');
  });

  it("tells null and the empty text apart", () => {
    expect(
      render({ adminConfig: { RESPONSE_WATERMARK: "" } }, { adminConfig: { RESPONSE_WATERMARK: null } }),
    ).toContain('~ RESPONSE_WATERMARK: null → ""');
  });

  it.each([
    ["one line", "a\u001b[2Jb"],
    ["many lines", "a\u001b[2J\u202eb\rc\nd"],
  ])("shows escape codes from the server harmlessly, on %s", (_name, value) => {
    const text = render({ adminConfig: { WEBUI_URL: "" } }, { adminConfig: { WEBUI_URL: value } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u001b\u202e\r]/);
    expect(text).toContain("[2J");
  });

  const [a, b, c] = ["https://a.test/v1", "https://b.test/v1", "https://c.test/v1"];
  const openai = {
    ENABLE_OPENAI_API: true,
    connections: [
      { url: a, key: "live-canary", config: { enable: true } },
      { url: b, key: "live-canary" },
    ],
  };

  it("shows a new entry with what is below it, one that goes, and what changes in others", () => {
    const connections = {
      [a]: { key: "desired-canary", config: { enable: false, headers: { "X-One": "desired-canary" } } },
      [b]: null,
      [c]: { key: "desired-canary", config: { enable: true, tags: [{ name: "x" }] } },
    };
    const text = render({ openai: { connections } }, { openai });
    expect(text).toBe(`Changes on http://chat.test (Open WebUI 0.12.4), live → desired:

  openai (OpenAI connections)
    ~ connections["${a}"].key: (secret: changed)
    ~ connections["${a}"].config.enable: true → false
    ~ connections["${a}"].config.headers.X-One: (secret: set)
    - connections["${b}"]
    + connections["${c}"]
        key: (secret: set)
        config.enable: true
        config.tags: [{"name":"x"}]

Plan: 5 settings to change in 1 resource, 0 dangerous, 0 in sync, 1 unmanaged.
`);
    expect(text).not.toContain("canary");
  });

  it("shows entries of a resource that is a list by their name", () => {
    const text = render(
      { banners: { old: null, new: { type: "info" }, "a\u001b[2J": { type: "info" } } },
      { banners: [{ id: "old", type: "info" }] },
    );
    expect(text).toContain('  banners\n    - old\n    + new\n        type: "info"\n');
    expect(text).not.toContain("\u001b");
  });

  it("shows a secret that has a section of its own", () => {
    const text = render({ webhook: { url: "https://canary.test" } }, { webhook: { url: "" } });
    expect(text).toContain("  webhook\n    ~ url: (secret: set)\n");
    expect(text).not.toContain("canary");
  });

  it("shows a resource that is one value without a name", () => {
    const change = { path: "motto", action: "update", sensitive: false, live: "a", desired: "b" } as const;
    const counts = { inSync: 0, unmanaged: 0 };
    const plan = {
      server,
      resources: [{ resource: "motto", title: "motto", path: "motto", changes: [change], ...counts }],
      dangers: [],
      summary: { change: 1, dangerous: 0, resources: 1, ...counts },
    };
    expect(renderPlan(plan, [], plain)).toContain('  motto\n    ~ "a" → "b"\n');
  });
});
