import {
  array,
  boolean,
  exactOptional,
  int,
  iso,
  json,
  literal,
  object,
  enum as oneOf,
  record,
  strictObject,
  string,
  toJSONSchema,
  type infer as Value,
  type ZodType,
} from "zod";

/**
 * What stands in a saved plan and in a receipt: the schemas that they are read with and that are published in
 * `schemas`. Loaded only to read one; everything else takes the types from here.
 */

const text = (description: string) => string().meta({ description });
const texts = (description: string) => array(string()).meta({ description });

const fingerprint = text(
  "HMAC-SHA-256 of a value, 128 bits in hex. `absent`: there is none. `empty`: an empty secret. `hidden`: a secret, and there was no OWCONF_PLAN_KEY. `unknown`: it was not read.",
);

const seal = string()
  .regex(/^(?:sha256|hmac-sha256):[0-9a-f]{64}$/)
  .meta({
    description:
      "Of everything else in the file, as JSON with sorted keys: SHA-256, or with OWCONF_PLAN_KEY HMAC-SHA-256.",
  });

/** What both begin with. */
const common = {
  formatVersion: literal(1).meta({ description: "Rises when a program that reads the file has to change." }),
  owconf: text("The version of owconf that wrote the file."),
  server: strictObject({
    url: text("The server's URL, without a trailing slash."),
    version: text("Its release."),
  }),
  spec: strictObject({
    path: text("The spec as it was named on the command line; - is standard input."),
    digest: string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .meta({ description: "Of what the spec states, references unresolved and without any secret." }),
  }),
  only: texts("The sections that were looked at; all when empty."),
  salt: string()
    .regex(/^[0-9a-f]{32}$/)
    .meta({ description: "Random; goes into every fingerprint." }),
};

const credential = oneOf(["password", "token", "api-key"]).meta({ description: "How owconf signed in." });

const change = strictObject({
  path: text("Where the spec states it."),
  action: oneOf(["create", "update", "delete"]),
  within: exactOptional(text("The path of the entry that is created with it.")),
  sensitive: boolean().meta({ description: "`live` and `desired` are left out." }),
  secretChange: exactOptional(oneOf(["set", "cleared", "changed"])),
  live: exactOptional(json()),
  desired: exactOptional(json()),
  factory: exactOptional(literal(true)).meta({ description: "`live` is the factory value." }),
  dangers: exactOptional(texts("Names of the dangers that it brings near.")),
});

const plan = strictObject({
  resources: array(
    strictObject({
      resource: string(),
      title: string(),
      path: string(),
      changes: array(change),
      inSync: int(),
      unmanaged: int(),
    }),
  ),
  dangers: array(
    strictObject({
      name: string(),
      reason: string(),
      paths: array(string()),
      resources: array(string()),
    }),
  ),
  summary: strictObject({
    change: int(),
    dangerous: int(),
    resources: int(),
    inSync: int(),
    unmanaged: int(),
  }),
});

/** A plan that was written down to be applied later. */
export const SavedPlan = strictObject({
  format: literal("owconf-plan"),
  ...common,
  created: iso.datetime().meta({ description: "When it was made, in UTC." }),
  account: credential,
  allow: texts("The dangerous changes that may be made."),
  plan: plan.meta({ description: "What apply would do, as plan --json shows it." }),
  fingerprints: record(string(), strictObject({ live: fingerprint, desired: fingerprint })).meta({
    description: "Of each declared setting, by its path in the spec.",
  }),
  seal,
}).meta({ title: "Saved plan of owconf", description: "Written by `owconf plan --out FILE`." });
export type SavedPlan = Value<typeof SavedPlan>;

/** What an apply did. */
export const Receipt = strictObject({
  format: literal("owconf-receipt"),
  ...common,
  when: iso.datetime().meta({ description: "When the apply ended, in UTC." }),
  by: strictObject({ credential, email: exactOptional(text("Of the account, where owconf knows it.")) }),
  status: oneOf(["applied", "in-sync", "refused", "failed-unchanged", "failed-changed"]).meta({
    description: "How it ended, as apply --json says.",
  }),
  settings: record(
    string(),
    strictObject({ before: fingerprint, desired: fingerprint, after: fingerprint }),
  ).meta({ description: "Fingerprints of each declared setting, by its path in the spec." }),
  seal,
}).meta({ title: "Receipt of owconf", description: "Written by `owconf apply --receipt FILE`." });
export type Receipt = Value<typeof Receipt>;

/** What any file of owconf's own says of itself. */
export const Head = object({ format: string(), formatVersion: int() });

/** Returns the JSON Schema (draft-07) of a format. */
export function createFormatSchema(schema: ZodType): object {
  return toJSONSchema(schema, { target: "draft-7" });
}
