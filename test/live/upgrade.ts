import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { showPath } from "../../src/model/path.ts";
import { findResource } from "../../src/resources/index.ts";
import { type Run, runOwconf } from "../commands/run-owconf.ts";
import {
  callAuths,
  changeAdminConfig,
  environmentFor,
  readAdminConfig,
  readSettings,
  type Settings,
  type Target,
} from "../contract/target.ts";
import { findRelease, type ReleaseName } from "../server/releases.ts";
import { type LiveTarget, startLiveTarget } from "./start-target.ts";

/**
 * One spec over several releases on the same data: it stays in sync, or the plan says exactly
 * what the upgrade changed, and apply brings it back.
 */
export function describeUpgrade(path: readonly ReleaseName[]): void {
  const [first = "0.6.43", ...later] = path;
  describe(`upgrade ${path.join(" → ")}`, () => {
    let target: LiveTarget;
    let spec: string;
    let declared: Settings;

    beforeAll(async () => {
      target = await startLiveTarget(first);
    });
    afterAll(() => target?.stop());

    const run = (args: string[]): Promise<Run> =>
      runOwconf(args, {
        env: environmentFor(target),
        files: { "owconf.yaml": spec },
      });

    it(`exports every setting of ${first}, none at its factory value where that can be`, async () => {
      const changes = Object.entries(await readAdminConfig(target)).map(([name, value]) => [
        name,
        typeof value === "boolean" ? !value : (unusual[name] ?? "unusual"),
      ]);
      expect((await changeAdminConfig(target, Object.fromEntries(changes))).status).toBe(200);
      await setUpLdap(target);
      const exported = await run(["export", "--all", "--only", "adminConfig,ldap"]);
      expect(exported.exitCode).toBe(0);
      spec = exported.stdout;
      declared = await readSettings(target);
      expect((await run(["plan", "--detailed-exitcode"])).stdout).toContain("In sync:");
    });

    for (const release of later) {
      it(`is in sync after the upgrade to ${release}, or the plan says exactly what that changed`, async ({
        task,
      }) => {
        await target.upgrade(release);
        const planned = await run(["plan", "--json"]);
        expect(planned.exitCode).toBe(0);
        const live = await readSettings(target);
        const changes = compareSettings(declared, live, release);
        expect(listPlanned(planned)).toEqual(changes);
        // For docs/compatibility.md.
        Object.assign(task.meta, { changed: changes.map(({ path }) => path.split(".").at(-1)) });
      });

      it(`is in sync on ${release} after an apply, which left all else as it was`, async () => {
        const before = await readSettings(target);
        const applied = await run(["apply", "--auto-approve", "--allow", "ldap-without-tls"]);
        expect([applied.exitCode, applied.stderr]).toEqual([0, expect.anything()]);
        const again = await run(["plan", "--detailed-exitcode"]);
        expect(again.stdout).toContain("In sync:");
        expect(again.exitCode).toBe(0);
        const after = await readSettings(target);
        // What the server does not tell from null may stay as the upgrade left it.
        expect(compareSettings(declared, after, release)).toEqual([]);
        for (const name of ["adminConfig", "ldapServer", "ldapConfig"] as const) {
          for (const [field, value] of Object.entries(before[name])) {
            if (!Object.hasOwn(declared[name], field)) expect(after[name][field]).toEqual(value);
          }
        }
      });
    }
  });
}

const unusual: JsonObject = { DEFAULT_USER_ROLE: "user", JWT_EXPIRES_IN: "3d" };

async function setUpLdap(target: Target): Promise<void> {
  const { directory } = target;
  const body = {
    ...{ label: "Directory", host: directory.host, port: directory.port, use_tls: false },
    ...{ app_dn: directory.readerDn, app_dn_password: directory.readerPassword },
    ...{ search_base: directory.peopleDn, search_filters: "(uid=*)", ciphers: "HIGH", validate_cert: false },
  };
  expect((await callAuths(target, "POST", "/admin/config/ldap/server", { body })).status).toBe(200);
  await callAuths(target, "POST", "/admin/config/ldap", { body: { enable_ldap: true } });
}

interface Change {
  path: string;
  live: Json | undefined;
  desired: Json;
}

function listPlanned({ stdout }: Run): Change[] {
  const { resources } = JSON.parse(stdout) as { resources: { changes: Change[] }[] };
  return resources.flatMap(({ changes }) =>
    changes.map(({ path, live, desired }) => ({ path, live, desired })),
  );
}

/** Returns where a spec states what the server calls by this name. */
function locate(name: keyof Settings, field: string): string {
  return showPath([...findResource(name).specPath, field === "ENABLE_LDAP" ? "enabled" : field]);
}

/**
 * Returns the declared settings that the server now holds otherwise. Up to 0.9 a null becomes the
 * factory value at the next start, so that one is no difference there.
 */
function compareSettings(declared: Settings, live: Settings, release: ReleaseName): Change[] {
  const { adminConfig, ldapServer, forgetsNulls } = findRelease(release);
  const factory = { adminConfig, ldapServer, ldapConfig: { ENABLE_LDAP: { factory: false } } };
  const isForgotten = (name: keyof Settings, field: string, value: Json) =>
    forgetsNulls &&
    value === null &&
    live[name][field] === Object.entries(factory[name]).find(([known]) => known === field)?.[1].factory;
  return (["adminConfig", "ldapServer", "ldapConfig"] as const).flatMap((name) =>
    Object.entries(declared[name])
      .filter(([field, value]) => JSON.stringify(live[name][field]) !== JSON.stringify(value))
      .filter(([field, value]) => !isForgotten(name, field, value))
      .map(([field, desired]) => ({ path: locate(name, field), live: live[name][field], desired })),
  );
}
