import { z } from "zod";
import { type Diagnostic, ExitCode } from "../src/errors.ts";
import type { ApplyReport } from "../src/plan/report.ts";
import type { Plan } from "../src/plan/types.ts";
import { writtenFormatVersion } from "../src/render/json.ts";

/** What commands print with --json. The types of the program hold this; tests hold all that is printed against it. */

const code = z.string().meta({ description: "What was found, as area.finding; stable." });
const path = z.string().meta({ description: "Where the spec states it, as ldap.server.port." });
const sensitive = z.boolean().meta({
  description: "A secret, or a setting that owconf does not know: its values are left out.",
});
const value = z.unknown().optional();
const count = z.int().min(0);

const diagnostic = z
  .object({
    severity: z.enum(["error", "warning"]),
    code,
    message: z.string(),
    hint: z.string().optional().meta({ description: "What to do." }),
    file: z.string().meta({ description: "The file's name as it was given." }),
    line: z.int().min(1),
    column: z.int().min(1).meta({ description: "In UTF-16 code units." }),
    path: path.optional(),
    frame: z.string().optional().meta({ description: "The source line and a caret line, secrets masked." }),
  })
  .meta({ id: "diagnostic", description: "A problem in the spec, at its place." });
const diagnostics = z.array(diagnostic);

const change = z
  .object({
    path,
    action: z.enum(["create", "update", "delete"]).meta({
      description: "An entry is created or deleted; everything else is updated.",
    }),
    within: z.string().optional().meta({ description: "The path of the entry that is created with it." }),
    sensitive,
    secretChange: z.enum(["set", "cleared", "changed"]).optional(),
    live: value.meta({ description: "What the server holds." }),
    desired: value.meta({ description: "What the spec declares." }),
    factory: z
      .literal(true)
      .optional()
      .meta({ description: "The server holds the factory value of its release." }),
    dangers: z
      .array(z.string())
      .optional()
      .meta({ description: "Names of the dangers that it brings near; see dangers of the plan." }),
    origin: z
      .enum(["server", "spec", "both", "not-applied", "unknown"])
      .optional()
      .meta({ description: "With --receipt: who moved since that apply." }),
  })
  .meta({ id: "change", description: "A setting or an entry that differs." });

const status = z.enum(["applied", "in-sync", "refused", "failed-unchanged", "failed-changed"]);

const section = { resource: z.string(), title: z.string(), path };

const plan = {
  server: z.object({ url: z.string(), version: z.string() }),
  resources: z.array(
    z.object({
      ...section,
      changes: z.array(change),
      inSync: count.meta({ description: "Declared settings that the server holds already." }),
      unmanaged: count.meta({ description: "Settings that the server holds and the spec does not declare." }),
    }),
  ),
  dangers: z.array(
    z.object({
      name: z.string().meta({ description: "What --allow takes." }),
      reason: z.string(),
      paths: z.array(z.string()),
      resources: z.array(z.string()),
    }),
  ),
  summary: z.object({
    change: count.meta({ description: "Settings to change; a new entry counts as one." }),
    dangerous: count.meta({ description: "How many of these are dangerous, allowed or not." }),
    resources: count,
    inSync: count,
    unmanaged: count,
  }),
  receipt: z
    .object({
      when: z.string(),
      by: z.object({ credential: z.enum(["password", "token", "api-key"]), email: z.string().optional() }),
      status,
    })
    .optional()
    .meta({ description: "The receipt that the origins of changes are told by." }),
};
const wholePlan = z.object(plan).meta({ id: "plan", description: "What apply does, in this order." });

const failure = z
  .object({ code, message: z.string(), hint: z.string().optional() })
  .meta({ id: "failure", description: "Why something failed." });

const report = {
  status,
  steps: z.array(
    z.object({
      ...section,
      status: z.enum(["applied", "unchanged", "refused", "failed", "not-run"]),
      settings: z.array(
        z.object({
          path,
          within: z.string().optional(),
          sensitive,
          outcome: z.enum(["applied", "stored", "ignored", "normalised", "changed-meanwhile"]),
          live: value.meta({ description: "What the server holds now." }),
        }),
      ),
      sideEffects: z
        .array(z.string())
        .meta({ description: "Settings that nobody declared and that differ after the write." }),
      failure: failure.optional(),
    }),
  ),
  rollback: z.array(
    z.object({
      ...section,
      status: z.enum(["restored", "incomplete"]),
      remaining: z.array(z.object({ path, sensitive, before: value, live: value })),
      failure: failure.optional(),
    }),
  ),
  failure: failure.optional(),
};

const formatVersion = z
  .literal(writtenFormatVersion)
  .meta({ description: "Rises when a program that reads this has to change; keys may be added without." });

const exitCode = z.enum(ExitCode);

const error = z
  .object({
    code,
    message: z.string(),
    hint: z.string().optional(),
    exitCode: exitCode.meta({ description: "What the command ends with." }),
    diagnostics: diagnostics.optional(),
    differences: z
      .array(z.object({ what: z.string(), planned: value, now: value }))
      .optional()
      .meta({ description: "Of a saved plan that is stale: in what it is not what would be done now." }),
  })
  .meta({ id: "error" });

const outputs = [
  z
    .object({
      formatVersion,
      inSync: z.boolean(),
      ...plan,
      next: z.string().optional().meta({ description: "The command that applies the plan." }),
      diagnostics,
    })
    .meta({ id: "planOutput", description: "owconf plan --json" }),
  z
    .object({ formatVersion, ...report, plan: wholePlan, diagnostics })
    .meta({ id: "applyOutput", description: "owconf apply --json" }),
  z
    .object({
      formatVersion,
      servers: z.array(
        z.object({
          spec: z.string().meta({ description: "The spec file." }),
          url: z.string().optional(),
          status: z.enum(["in-sync", "changes", "applied", "failed", "not-run"]),
          exitCode: exitCode.meta({ description: "What the run of this spec alone would end with." }),
          plan: wholePlan.optional(),
          report: z.object(report).optional(),
          error: error.optional(),
          diagnostics,
        }),
      ),
      summary: z.object({
        servers: count,
        inSync: count,
        changes: count,
        applied: count,
        failed: count,
        notRun: count,
        settings: count.meta({ description: "Settings to change, or changed." }),
      }),
      exitCode: exitCode.meta({ description: "The worst of all." }),
    })
    .meta({ id: "fleetOutput", description: "owconf plan --json and apply --json with several specs" }),
  z
    .object({
      formatVersion,
      files: z.array(
        z.object({ valid: z.boolean(), file: z.string(), error: error.optional(), diagnostics }),
      ),
      exitCode: exitCode.meta({ description: "The worst of all." }),
    })
    .meta({ id: "validatedOutput", description: "owconf validate --json with several specs" }),
  z
    .object({ formatVersion, valid: z.literal(true), file: z.string(), diagnostics })
    .meta({ id: "validateOutput", description: "owconf validate --json" }),
  z
    .object({
      formatVersion,
      error,
    })
    .meta({ id: "errorOutput", description: "Any command with --json that ends with an error." }),
] as const;

/**
 * Returns the JSON Schema (draft-07) of what commands print with --json.
 * @param closed refuse keys that the schema does not name; the published one takes them, as later versions may add some
 */
export function createOutputSchema({ closed = false } = {}): object {
  const schema = z.union(outputs).meta({
    title: "JSON output of owconf",
    description: "What validate, plan and apply print with --json, on failure too.",
  });
  return z.toJSONSchema(schema, { target: "draft-7", io: closed ? "output" : "input" });
}

type Fits<Made extends Described, Described> = Made;
/** Compiles only as long as what the program makes is what the schema describes. */
export type Described = [
  Fits<Plan, z.input<typeof wholePlan>>,
  Fits<ApplyReport, z.input<z.ZodObject<typeof report>>>,
  Fits<Diagnostic, z.input<typeof diagnostic>>,
];
