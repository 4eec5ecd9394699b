import { notice } from "../directory/findings.ts";
import { isLoopback, readDirectorySettings } from "../directory/settings.ts";
import { ExitCode, SpecError, UsageError } from "../errors.ts";
import type { DirectoryCheck } from "../model/directory-check.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { mergeDeclared } from "../model/settings.ts";
import { catalogue } from "../releases/catalogue.ts";
import { factorySettingsOf } from "../releases/history.ts";
import { findCatalogued } from "../releases/releases.ts";
import { renderCheck } from "../render/check-text.ts";
import { renderCheckJson } from "../render/json.ts";
import { ldapServer } from "../resources/ldap-server.ts";
import { resolveDesired, resolveServer } from "../spec/secrets.ts";
import type { Spec } from "../spec/types.ts";
import type { ConnectOptions } from "./connect.ts";
import type { Command, Context } from "./context.ts";
import { readSpec } from "./read-spec.ts";
import { findTarget } from "./target.ts";
import { tryDirectory } from "./try-directory.ts";
import { warnAboutFiles } from "./warn-about-files.ts";

/** The options of `check-ldap`. */
export interface CheckLdapOptions extends ConnectOptions {
  spec: string;
  json: boolean;
  /** Look for this user, too. */
  user?: string | undefined;
  /** Lay the spec over the factory values of this release, without contacting a server. */
  offline?: string | undefined;
}

const exitCodes: Record<DirectoryCheck["outcome"], ExitCode> = {
  ready: ExitCode.ok,
  refused: ExitCode.invalid,
  unchecked: ExitCode.unavailable,
};

/** What the spec is laid over. */
interface Ground {
  /** Undefined for a new server of that release. */
  url: string | undefined;
  version: string;
  settings: Json | undefined;
}

/** Asks the directory of the spec what Open WebUI would ask it at a sign-in. Changes nothing anywhere. */
export const checkLdap: Command<CheckLdapOptions> = async (options, context) => {
  const spec = keepLdap(await readSpec(options.spec, context));
  if (spec.unknown.length > 0) throw new SpecError(spec.unknown.map(({ problem }) => problem));
  await warnAboutFiles(spec, context);
  const desired = await resolveDesired(spec, context);
  const ground = await findGround(spec, options, context);
  const settings = overlay(ground, desired.ldapServer ?? {});
  refuseGaps(spec, settings, ground.version);
  const { user, timeoutMs } = options;
  const tried = await tryDirectory(
    settings,
    { serverUrl: ground.url, version: ground.version, timeoutMs, user },
    context,
  );
  const check = { ...tried, findings: [...tried.findings, ...warnOfPlainText(settings, tried)] };
  context.stdout.write(
    options.json
      ? renderCheckJson(check, ground, context.warnings)
      : renderCheck(check, ground, context.stdout.paint),
  );
  return exitCodes[check.outcome];
};

function keepLdap(spec: Spec): Spec {
  const { ldapServer: stated } = spec.declared;
  return {
    ...spec,
    declared: stated === undefined ? {} : { ldapServer: stated },
    unknown: spec.unknown.filter(({ resource }) => resource === "ldapServer"),
  };
}

/** Returns what the server holds, as `apply` would find it; what a new one holds when no server is named. */
async function findGround(spec: Spec, options: CheckLdapOptions, context: Context): Promise<Ground> {
  const { env } = context;
  if (options.offline === undefined && (options.url ?? env.OWCONF_URL ?? spec.server.url)) {
    return readServer(spec, options, context);
  }
  if (spec.declared.ldapServer === undefined) {
    throw new UsageError("the spec declares no ldap.server, and no server is named that could hold one", {
      hint: "declare ldap.server, or set OWCONF_URL or server.url in the spec",
    });
  }
  const version = findCatalogued(options.offline ?? catalogue.releases.at(-1) ?? "");
  return { url: undefined, version, settings: factorySettingsOf(ldapServer, version) };
}

async function readServer(spec: Spec, options: CheckLdapOptions, context: Context): Promise<Ground> {
  const [{ connect }, { readLive }] = await Promise.all([
    import("./connect.ts"),
    import("../api/settings.ts"),
  ]);
  const target = await findTarget(options, spec, context);
  const section = await resolveServer(spec, context, target.isNeeded);
  const session = await connect(target, section, options, { readOnly: true, concurrentReads: 1 }, context);
  try {
    const { url, version } = session.server;
    const { live } = await readLive(session.http, version, [ldapServer.name]);
    return { url, version, settings: live[ldapServer.name] };
  } finally {
    await session.close();
  }
}

/** Without what that release does not have: it would do nothing there. */
function overlay({ settings }: Ground, declared: Json): JsonObject {
  const held = isObject(settings) ? settings : {};
  const merged = mergeDeclared(ldapServer.root, held, declared);
  return Object.fromEntries(
    Object.entries(isObject(merged) ? merged : {}).filter(([key]) => Object.hasOwn(held, key)),
  );
}

/** Throws `SpecError` for settings that such a server would refuse. */
function refuseGaps(spec: Spec, settings: JsonObject, version: string): void {
  const refusals = ldapServer.findRefusals?.(settings, version, []) ?? [];
  if (refusals.length === 0) return;
  throw new SpecError(
    refusals.map(({ path, message, hint }) =>
      spec.locate([...ldapServer.specPath, ...path], {
        severity: "error",
        code: "plan.refused-by-server",
        message,
        hint,
      }),
    ),
  );
}

/** Whoever applies such settings acknowledges that; whoever tries them is told. */
function warnOfPlainText(settings: JsonObject, { boundAs }: DirectoryCheck) {
  const { useTls, host } = readDirectorySettings(settings);
  if (useTls || !boundAs || isLoopback(host)) return [];
  return [
    notice({
      code: "ldap.not-encrypted",
      setting: "use_tls",
      message: "the password of app_dn crossed the network unencrypted, and so will everybody's",
      hint: "set use_tls: true and the port of LDAPS, mostly 636",
    }),
  ];
}
