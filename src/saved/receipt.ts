import { displayPath } from "../model/path.ts";
import type { Desired } from "../model/resource.ts";
import { listDeclared } from "../model/settings.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Change, Origin, Plan } from "../plan/types.ts";
import { findResource } from "../resources/index.ts";
import { type FingerprintPair, hasMoved } from "./fingerprints.ts";
import type { Receipt } from "./formats.ts";

/**
 * Returns the fingerprints of a receipt, given those of the plan. What an apply read back and found as desired needs
 * no further reading, nor does what it put back; what it did not read is `unknown`. Pure.
 */
export function settleReceipt(
  report: ApplyReport,
  desired: Desired,
  fingerprints: Readonly<Record<string, FingerprintPair>>,
): Receipt["settings"] {
  const settings = report.steps.flatMap((step) => step.settings);
  const lost = settings.filter(({ outcome }) => outcome === "changed-meanwhile").map(({ path }) => path);
  const entries = Object.entries(desired).flatMap(([name, declared]) => {
    const { root, specPath } = findResource(name);
    const end = findEnd(name, report);
    return [...listDeclared(root, declared).values()].map(
      ({ path }): [string, Receipt["settings"][string]] => {
        const key = displayPath([...specPath, ...path]);
        const { live: before, desired } = fingerprints[key] ?? { live: "unknown", desired: "unknown" };
        const after = { before, desired, unknown: "unknown" }[lost.includes(key) ? "unknown" : end];
        return [key, { before, desired, after }];
      },
    );
  });
  return Object.fromEntries(entries);
}

/** What a resource is known to hold after an apply: what was there before, what is desired, or neither. */
function findEnd(
  name: string,
  { status, steps, rollback, failure }: ApplyReport,
): "before" | "desired" | "unknown" {
  if (status === "applied" || status === "in-sync") return "desired";
  const step = steps.find(({ resource }) => resource === name);
  if (step === undefined || step.status === "unchanged" || step.status === "not-run") return "before";
  if (step.status === "refused") return "unknown";
  if (status === "failed-unchanged") return "before";
  const undone = rollback.find(({ resource }) => resource === name);
  if (undone) return undone.status === "restored" ? "before" : "unknown";
  return step.status === "applied" && failure === undefined ? "desired" : "unknown";
}

/** Returns the plan with the origin of each change since the apply of a receipt. Pure. */
export function attributeChanges(
  plan: Plan,
  receipt: Receipt,
  fingerprints: Readonly<Record<string, FingerprintPair>>,
): Plan {
  const { when, by, status } = receipt;
  return {
    ...plan,
    receipt: { when, by, status },
    resources: plan.resources.map((resource) => ({
      ...resource,
      changes: resource.changes.map((change) => ({
        ...change,
        origin: findOrigin(change, receipt, fingerprints[change.path], resource.resource),
      })),
    })),
  };
}

function findOrigin(
  { path }: Change,
  { settings, only, status }: Receipt,
  now: FingerprintPair | undefined,
  resource: string,
): Origin {
  const then = Object.hasOwn(settings, path) ? settings[path] : undefined;
  if (now === undefined) return "unknown";
  if (then === undefined) {
    const section = findResource(resource).specPath[0] ?? "";
    return only.length === 0 || only.includes(section) ? "spec" : "unknown";
  }
  const [server, spec] = [hasMoved(then.after, now.live), hasMoved(then.desired, now.desired)];
  if (server && spec) return "both";
  if (server) return "server";
  if (spec) return "spec";
  return server === false && spec === false && status.startsWith("failed") ? "not-applied" : "unknown";
}
