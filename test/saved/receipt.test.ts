import { expect, it } from "vitest";
import type { ApplyReport, RollbackReport, SettingOutcome, StepReport } from "../../src/plan/report.ts";
import { settleReceipt } from "../../src/saved/receipt.ts";

const path = "ldap.server.host";
const named = { resource: "ldapServer", title: "LDAP server", path: "ldap.server" };
const failure = { code: "apply.interrupted", message: "interrupted" };
const wrote = (outcome: SettingOutcome["outcome"]) => ({ path, sensitive: false, outcome });

const step = (status: StepReport["status"], settings: SettingOutcome[] = []): StepReport => {
  return { ...named, status, settings, sideEffects: [] };
};
const undone = (status: RollbackReport["status"]): RollbackReport => ({ ...named, status, remaining: [] });
const report = (status: ApplyReport["status"], one: StepReport, more: Partial<ApplyReport> = {}) => {
  return { status, steps: [one], rollback: [], ...more };
};

const refused = [wrote("changed-meanwhile")];
const cases: [string, ApplyReport, string][] = [
  ["all was applied", report("applied", step("applied")), "desired"],
  ["nothing was to be done", report("in-sync", step("unchanged")), "desired"],
  ["it was not written", report("failed-changed", step("unchanged")), "before"],
  ["it was not come to", report("failed-changed", step("not-run")), "before"],
  ["it was found edited", report("refused", step("refused", refused)), "unknown"],
  ["it was found edited, others were put back", report("failed-unchanged", step("refused")), "unknown"],
  ["it failed", report("failed-unchanged", step("failed")), "before"],
  ["somebody wrote it meanwhile", report("failed-unchanged", step("failed", refused)), "unknown"],
  [
    "it was put back",
    report("failed-changed", step("applied"), { rollback: [undone("restored")] }),
    "before",
  ],
  [
    "it could not be put back",
    report("failed-changed", step("applied"), { rollback: [undone("incomplete")] }),
    "unknown",
  ],
  ["it was kept, and a later part failed", report("failed-changed", step("applied")), "desired"],
  ["all was kept, and then differed", report("failed-changed", step("applied"), { failure }), "unknown"],
  ["it failed and was kept", report("failed-changed", step("failed")), "unknown"],
];

it.each(cases)("a receipt of an apply says what is there: %s", (_what, ended, after) => {
  const fingerprints = { [path]: { live: "of-before", desired: "of-desired" } };
  const settled = settleReceipt(ended, { ldapServer: { host: "ldap.example.com" } }, fingerprints);
  const expected = { before: "of-before", desired: "of-desired", unknown: "unknown" }[after];
  expect(settled).toEqual({ [path]: { before: "of-before", desired: "of-desired", after: expected } });
});
