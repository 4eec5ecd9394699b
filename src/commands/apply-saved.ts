import { FileError, RefusedError, StalePlanError, UsageError } from "../errors.ts";
import { renderDifferences } from "../render/differences-text.ts";
import { SavedPlan } from "../saved/formats.ts";
import { findDifferences } from "../saved/saved-plan.ts";
import { describeContent } from "../saved/spec-content.ts";
import type { Spec } from "../spec/types.ts";
import type { ApplyOptions } from "./apply-prepared.ts";
import type { Context } from "./context.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import { describePlan } from "./save-plan.ts";
import { readSealed, savedPlanKind } from "./saved-files.ts";
import { createSealer, digest } from "./seal.ts";

/** What a saved plan makes of an apply. */
export interface SavedApply {
  /** Those of the command line, with what the plan was made for. */
  options: ApplyOptions;
  /** Throws RefusedError when the spec is not the one that was planned. */
  checkSpec: (spec: Spec) => void;
  /** Throws RefusedError when what would be done now is not what was planned, and shows it. */
  checkPlan: (prepared: PreparedPlan) => void;
}

/**
 * Returns how a saved plan is to be applied; `text` is its content. Throws RefusedError for one that is not as owconf
 * wrote it, and UsageError for options that say otherwise than it.
 */
export async function openSavedPlan(
  text: string,
  options: ApplyOptions,
  context: Context,
): Promise<SavedApply> {
  const file = options.spec === "-" ? "(standard input)" : options.spec;
  const saved = await readSealed(text, file, { kind: savedPlanKind, schema: SavedPlan }, (salt) =>
    createSealer(context, salt),
  );
  refuseOptions(options);
  const spec = await findSpec(saved, options, file, context);
  const chosen = { ...options, spec, only: saved.only, allow: saved.allow, autoApprove: true };
  const place = options.spec === "-" ? "FILE" : options.spec;
  const again = `look at the changes, and plan again with the same options: owconf plan ${spec} --out ${place}`;
  return {
    options: chosen,
    checkSpec: (read) => {
      if (digest(describeContent(read)) === saved.spec.digest) return;
      throw new RefusedError("saved-plan.spec-changed", `the spec ${spec} changed since ${file} was made`, {
        hint: again,
      });
    },
    checkPlan: (prepared) => {
      const { url } = prepared.plan.server;
      if (url !== saved.server.url) {
        throw new RefusedError(
          "saved-plan.other-server",
          `${file} is a plan for ${saved.server.url}, not for ${url}`,
          {
            hint: "set OWCONF_URL, or server.url in the spec, to the server that was planned for",
          },
        );
      }
      const sealer = createSealer(context, saved.salt);
      const now = { ...describePlan(prepared, chosen, sealer, context), seal: saved.seal };
      const differences = findDifferences(saved, now);
      if (differences.length === 0) return;
      const talk = options.format === "text" ? context.stdout : context.stderr;
      talk.write(renderDifferences(differences, saved, talk.paint));
      throw new StalePlanError(differences, again);
    },
  };
}

function refuseOptions({ allow, only }: ApplyOptions): void {
  const given = [allow.length > 0 ? "--allow" : "", only.length > 0 ? "--only" : ""].filter(Boolean);
  if (given.length === 0) return;
  throw new UsageError(
    `${given.join(" and ")} cannot be given with a saved plan: it holds what was planned`,
    {
      hint: `give ${given.join(" and ")} to owconf plan --out, and apply the new plan`,
    },
  );
}

async function findSpec(
  saved: SavedPlan,
  { from, spec: plan }: ApplyOptions,
  file: string,
  context: Context,
): Promise<string> {
  const { path } = saved.spec;
  if (from !== undefined) {
    if (from === "-" && plan === "-")
      throw new UsageError("only one of plan and spec can come from standard input");
    return from;
  }
  if (path === "-") {
    throw new UsageError(`${file} was planned from a spec on standard input, which apply needs again`, {
      hint: `owconf apply ${plan} --spec FILE, or --spec - for standard input`,
    });
  }
  const isMissing = await context.readFile(path).then(
    () => false,
    (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT",
  );
  if (!isMissing) return path;
  throw new FileError(`there is no spec ${path}, which ${file} was planned from`, {
    hint: "run owconf where the plan was made, or say where the spec is: --spec FILE",
  });
}
