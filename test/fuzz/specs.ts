import fc from "fast-check";
import { adminConfigSettings } from "../../src/resources/admin-config.ts";
import { ldapServerSettings } from "../../src/resources/ldap-server.ts";
import { partOf } from "./settings.ts";

// No address of a server: a fuzzed one would be contacted.
const good = `version: 1
server:
  signIn: { email: admin@example.com, password: { env: OWCONF_PASSWORD } }
allow: [ldap-without-tls]
adminConfig:
  ENABLE_SIGNUP: false
  DEFAULT_USER_ROLE: pending
  JWT_EXPIRES_IN: 12h
  FOLDER_MAX_FILE_COUNT: "100"
  I18N: { de: { "Hi {{a}}": "Hallo {{a}}" } }
  DEFAULT_INTERFACE_SETTINGS: { theme: dark, list: [1, null] }
ldap:
  enabled: true
  server:
    host: ldap.example.com
    port: 636
    search_base: dc=example
    app_dn_password: { file: secret.txt }
`;

const words = fc.constantFrom(
  ...["version", "adminConfig", "ldap", "server", "host", "port", "app_dn_password", "env", "file", "allow"],
  ...["__proto__", "constructor", "toString", "<<", "null", ".inf", ".nan", "1", "-1", "1e999", "0x10", "~"],
  ...["  ", "\n", "\n  ", "\n    ", "\t", "\r\n", ": ", ":", "- ", "? ", "{", "}", "[", "]", ", ", "#", " #"],
  ...['"', "'", "|", ">-", "&a ", "*a", "!!str ", "!!binary ", "!!set ", "!x ", "%", "@", "---\n", "...\n"],
  ...["\\", "\\u0000", "\uFEFF", "\u0000", "\u001b[31m", "\u202e", "ü", "🎉", "\ud800"],
);
const yamlish = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(""));

const slip = fc.record({
  at: fc.nat(good.length),
  cut: fc.oneof(fc.nat(8), fc.nat(200)),
  put: fc.oneof(words, yamlish, fc.string({ unit: "binary", maxLength: 20 })),
});
const mutated = fc
  .array(slip, { minLength: 1, maxLength: 4 })
  .map((slips) =>
    slips.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), good),
  );

// Right names, any values.
const misvalued = fc
  .record({
    version: fc.oneof(fc.constant(1), fc.jsonValue()),
    adminConfig: fc.dictionary(
      fc.constantFrom("ENABLE_SIGNUP", "DEFAULT_USER_ROLE", "I18N", "FOLDER_MAX_FILE_COUNT", "WEBUI_URL"),
      fc.jsonValue(),
    ),
    ldap: fc.oneof(
      fc.jsonValue(),
      fc.record({
        enabled: fc.oneof(fc.boolean(), fc.jsonValue()),
        server: fc.dictionary(fc.constantFrom("host", "port", "app_dn_password", "ciphers"), fc.jsonValue()),
      }),
    ),
  })
  .map((spec) => JSON.stringify(spec));

// Settings of 0.5, which the server does not have.
const { ENABLE_API_KEY, ENABLE_API_KEY_ENDPOINT_RESTRICTIONS, API_KEY_ALLOWED_ENDPOINTS, ...present } =
  adminConfigSettings;

// Valid but for a few that this server refuses.
const valued = fc
  .record({
    version: fc.constant(1),
    adminConfig: partOf(present),
    ldap: fc.record(
      {
        enabled: fc.boolean(),
        server: partOf(ldapServerSettings).map((server) => ({ search_base: "dc=example", ...server })),
      },
      { requiredKeys: [] },
    ),
  })
  .map((spec) => JSON.stringify(spec));

/** A spec file's content, good or bad. */
export const fuzzedSpec: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }).map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: yamlish.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: mutated.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: valued.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: misvalued.map((text) => Buffer.from(text)) },
);
