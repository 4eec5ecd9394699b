import { SpecError } from "../errors.ts";
import { getOwn, isObject } from "../model/json.ts";
import { mergeDeclared } from "../model/settings.ts";
import type { Plan } from "../plan/types.ts";
import { ldapServer } from "../resources/ldap-server.ts";
import type { ApplyOptions } from "./apply-prepared.ts";
import type { Context } from "./context.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import { warn } from "./warn.ts";

/**
 * Tries the directory when a plan changes how people sign in through LDAP, and warns of what it finds. Throws
 * `SpecError` when nobody could sign in. A directory that cannot be reached from here is only warned of.
 */
export async function checkDirectoryOf(
  prepared: PreparedPlan,
  { skipLdapCheck, format, timeoutMs }: Pick<ApplyOptions, "skipLdapCheck" | "format" | "timeoutMs">,
  context: Context,
): Promise<void> {
  const { plan, desired, live, spec } = prepared;
  if (skipLdapCheck || !changesLdap(plan) || !(await willBeOn(prepared))) return;
  const settings = mergeDeclared(ldapServer.root, live.ldapServer, desired.ldapServer ?? {});
  const { url, version } = plan.server;
  // That no directory is set up at all is told by the plan.
  if (!isObject(settings) || (ldapServer.findRefusals?.(settings, version, []) ?? []).length > 0) return;
  const { tryDirectory } = await import("./try-directory.ts");
  const check = await tryDirectory(settings, { serverUrl: url, version, timeoutMs }, context);
  const found = check.findings.map(({ severity, code, setting, message, hint }) =>
    spec.locate([...ldapServer.specPath, setting], {
      severity,
      code,
      message,
      hint: severity === "error" ? `${hint}; to apply without trying it: --skip-ldap-check` : hint,
    }),
  );
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new SpecError(errors);
  warn(context, found);
  if (check.outcome !== "ready") return;
  const { renderCheckLine } = await import("../render/check-text.ts");
  const talk = format === "text" ? context.stdout : context.stderr;
  talk.write(`\n${renderCheckLine(check, talk.paint)}`);
}

/** A spec of the LDAP server alone does not always need the switch to be read. */
async function willBeOn({ plan, desired, live, session }: PreparedPlan): Promise<boolean> {
  const known = desired.ldapConfig ?? live.ldapConfig;
  if (known !== undefined) return getOwn(known, "enabled") === true;
  const { readLive } = await import("../api/settings.ts");
  const { live: found } = await readLive(session.http, plan.server.version, ["ldapConfig"]);
  return getOwn(found.ldapConfig, "enabled") === true;
}

function changesLdap({ resources }: Plan): boolean {
  return resources.some(
    ({ resource, changes }) => ["ldapServer", "ldapConfig"].includes(resource) && changes.length > 0,
  );
}
