import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Runtime, Target } from "./contenders.ts";
import type { Contender } from "./measure.ts";
import { readSpec } from "./specs.ts";

const delayMs = 50;
const counts = [1, 10, 100, 1000];
const reads = [
  "/api/config",
  ...["", "/ldap", "/ldap/server"].map((path) => `/api/v1/auths/admin/config${path}`),
];

/** A thousand servers that answer after a while. */
export interface Fleet {
  contenders: Contender[];
  close(): void;
}

/** Starts servers that answer as `target` does, only later, and writes a spec for each, all of which extend one. */
export async function startFleet(runtime: Runtime, target: Target, folder: string): Promise<Fleet> {
  const answers = await Promise.all(
    reads.map(async (path) => {
      const answer = await fetch(target.url + path, { headers: { authorization: `Bearer ${target.token}` } });
      return [path, await answer.text()];
    }),
  );
  writeFileSync(join(folder, "answers.json"), JSON.stringify(Object.fromEntries(answers)));
  const script = (name: string) => fileURLToPath(new URL(`rivals/${name}`, import.meta.url));
  const server = spawn(
    process.execPath,
    [script("slow-servers.mjs"), join(folder, "answers.json"), String(delayMs)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const url = `http://127.0.0.1:${await readPort(server)}`;
  for (const count of counts) {
    mkdirSync(join(folder, `fleet-${count}`));
    for (let n = 0; n < count; n++) {
      const spec = `version: 1\nextends: ../${readSpec}\nserver: { url: "${url}/s${n}" }\n`;
      writeFileSync(join(folder, `fleet-${count}`, `${String(n).padStart(4, "0")}.yaml`), spec);
    }
  }
  const env = { OWCONF_TOKEN: target.token ?? "", FLEET_URL: url };
  const contenders = counts.flatMap((count) =>
    (count === 1000 ? [16, 100] : [16]).flatMap((parallel): Contender[] => [
      {
        name: `undici, ${count} servers, ${parallel} at once`,
        argv: [runtime.node, script("undici-fleet.mjs"), String(count), String(parallel)],
        env,
      },
      ...runtime.builds.map(({ name, program }) => ({
        name: `${name} plan, ${count} servers, ${parallel} at once`,
        argv: [runtime.node, program, "plan", `fleet-${count}`, "--parallel", String(parallel)],
        env,
      })),
    ]),
  );
  return { contenders, close: () => void server.kill() };
}

function readPort(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.stdout?.once("data", (data: Buffer) => resolve(Number(data.toString())));
  });
}
