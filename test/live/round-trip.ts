import { afterAll, beforeAll, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { isSensitive, listLive, toPattern } from "../../src/model/settings.ts";
import { factoryValueOf } from "../../src/releases/history.ts";
import type { Run } from "../commands/run-owconf.ts";
import { untouched } from "../contract/samples.ts";
import {
  collectSecrets,
  compareStored,
  listSections,
  readByHand,
  readStored,
} from "../contract/settings-by-hand.ts";
import { call, changeAdminConfig, readAdminConfig, type Target } from "../contract/target.ts";
import { isAtLeast } from "../server/releases.ts";
import { allowAll, expectDone, runOn } from "./run-on.ts";

/** What is stored and not the same on both servers. All else is. */
const expectedDifferences: readonly (readonly [key: RegExp, since: string, why: string])[] = [
  [/^ui\.default_group_id$/, "0.6", "each server gives its groups ids of its own"],
  [
    /^rag\.(openai|azure_openai)\./,
    "0.11",
    "a write stores the address and key of the chosen embedding engine only",
  ],
];

function isExpected(key: string, release: string): boolean {
  return expectedDifferences.some(([pattern, since]) => pattern.test(key) && isAtLeast(release, since));
}

/** Describes an export of a server that holds the samples, applied to a new one of the same release. */
export function describeRoundTrip(release: string, getServers: () => { source: Target; copy: Target }): void {
  let source: Target;
  let copy: Target;
  let spec: string;
  let secrets: Record<string, string>;
  let groups: Record<"source" | "copy", string>;
  const said: Run[] = [];

  beforeAll(async () => {
    ({ source, copy } = getServers());
    groups = { source: await createGroup(source), copy: await createGroup(copy) };
    expect((await changeAdminConfig(source, { DEFAULT_GROUP_ID: groups.source })).status).toBe(200);
  });
  afterAll(() => changeAdminConfig(source, { DEFAULT_GROUP_ID: "" }));

  async function run(target: Target, args: string[], text = spec): Promise<Run> {
    const done = await runOn(target, text?.replace(/^ {2}url: .*$/m, `  url: ${target.url}`), args, secrets);
    said.push(done);
    return done;
  }

  it("has another value than a new server in each setting, and a secret in each secret", async () => {
    const same: string[] = [];
    let count = 0;
    for (const resource of listSections(release)) {
      const { name, root } = resource;
      const hasFactoryValue = (value: Json | undefined, path: readonly string[]) =>
        JSON.stringify(value) === JSON.stringify(factoryValueOf(resource, path, release));
      const held = listLive(root, await readByHand(source, resource));
      for (const { path, value, isEntry, leaf } of held.values()) {
        if (isEntry || leaf === undefined || leaf.changesAtSetUp) continue;
        count += 1;
        const isSecret = isSensitive(root, path) && !path.includes("https://c.example.com/v1");
        if (hasFactoryValue(value, path) || (isSecret && !/secret-of/.test(String(value)))) {
          same.push(`${name}.${toPattern(root, path)}`);
        }
      }
    }
    expect(same.filter((one) => !untouched.includes(one))).toEqual([]);
    expect(count).toBeGreaterThan(250);
  });

  it("is exported", async () => {
    const exported = await run(source, ["export"]);
    expect([exported.exitCode, exported.stderr]).toEqual([0, ""]);
    spec = exported.stdout;
    secrets = await collectSecrets(source, spec);
    expect(Object.keys(secrets).length).toBeGreaterThan(50);
    const planned = await run(source, ["plan", "--detailed-exitcode"]);
    expect(planned.stdout + planned.stderr).toContain("In sync:");
  });

  it("is what an apply of the export makes of a new server", async () => {
    expectDone(await run(copy, ["apply", "--auto-approve", "--skip-ldap-check", ...allowAll]));
    const differences = compareStored(await readStored(source), await readStored(copy));
    expect(Object.keys(differences).filter((key) => !isExpected(key, release))).toEqual([]);
    expect((await readAdminConfig(copy)).DEFAULT_GROUP_ID).toBe(groups.copy);
  });

  it("leaves nothing to plan", async () => {
    const planned = await run(copy, ["plan", "--detailed-exitcode"]);
    expect(planned.stdout + planned.stderr).toContain("In sync:");
    expect(planned.exitCode).toBe(0);
  });

  it("told no secret on the way", () => {
    expect(said.length).toBeGreaterThan(3);
    const all = said.map(({ stdout, stderr }) => stdout + stderr).join("\n");
    expect(all.match(/secret-of[\w.-]*/g)).toBeNull();
    for (const secret of Object.values(secrets)) expect(all).not.toContain(secret);
  });
}

async function createGroup({ url, token }: Target): Promise<string> {
  const body = { name: "engineering", description: "" };
  const { fields } = await call({ url }, "POST", "/api/v1/groups/create", { token, body });
  return String(fields.id);
}
