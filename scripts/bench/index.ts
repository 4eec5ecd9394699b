import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type EmulatedServer, startEmulatedServer } from "../../test/server/index.ts";
import {
  bareNode,
  fetchScript,
  hasPythonClient,
  listOffline,
  listPlans,
  listRivals,
  listWrites,
  type Runtime,
  type Target,
} from "./contenders.ts";
import { startFarServer } from "./far-server.ts";
import { startFleet } from "./fleet.ts";
import { type Contender, Stopwatch } from "./measure.ts";
import { renderSeries } from "./render.ts";
import { sizes, writeSpecs } from "./specs.ts";

/**
 * Measures owconf beside what people would use instead, as whole processes, in turns. OWCONF_URL and
 * OWCONF_TOKEN name a real server to measure on, too; it is only read. owui-client takes part where it is installed:
 * `python3 -m venv .cache/bench-python && .cache/bench-python/bin/pip install owui-client`.
 *
 *     npm run bench -- --rounds 41 --write            writes docs/performance.md
 *     npm run bench -- --against before=../before/dist/cli.cjs --node /opt/node-24/bin/node --only plan
 */

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "21" },
    node: { type: "string", default: process.execPath },
    against: { type: "string", multiple: true, default: [] },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const root = fileURLToPath(new URL("../../", import.meta.url));
const admin = { name: "Ada", email: "admin@example.com", password: "bench-admin-password" };
const runtime: Runtime = {
  node: resolve(options.node),
  builds: [
    { name: "owconf", program: join(root, "dist/cli.cjs") },
    ...options.against.map((one) => {
      const [name = "", path = name] = one.split("=");
      return { name, program: resolve(path) };
    }),
  ],
};

const folder = mkdtempSync(join(tmpdir(), "owconf-bench-"));
writeSpecs(folder);
const stopwatch = new Stopwatch(folder);
const settled = await startEmulatedServer({ admin });
const changing = await startEmulatedServer({ admin });
const bases = [bareNode, fetchScript];
const sections: string[] = [];
try {
  const accountOf = (server: EmulatedServer) => ({ ...admin, url: server.url, token: server.issueToken() });
  const target = accountOf(settled);
  const writes = listWrites(runtime, target, accountOf(changing), () => settled.state.signIns.clear());
  // The plans find a server in sync.
  await stopwatch.measure(writes[1] as Contender);
  await measure("plan", "Reading from an emulated server on this machine", [
    ...listRivals(runtime, target),
    ...listPlans(runtime, target),
  ]);
  if (process.env.OWCONF_URL && process.env.OWCONF_TOKEN) {
    const real: Target = { url: process.env.OWCONF_URL, token: process.env.OWCONF_TOKEN };
    await measure("real", "Reading from a real Open WebUI on this machine", [
      ...listRivals(runtime, real),
      ...listPlans(runtime, real),
    ]);
  }
  const far = await startFarServer(settled.url, folder, 50);
  const farTarget: Target = {
    url: far.url,
    token: target.token,
    env: { NODE_EXTRA_CA_CERTS: far.certificate },
  };
  await measure("far", "Reading over TLS with 50 ms round trips", [
    ...listRivals(runtime, farTarget),
    ...listPlans(runtime, farTarget),
  ]);
  far.close();
  await measure("offline", "Without a server", [
    ...listRivals(runtime, target).slice(0, 1),
    ...listOffline(runtime),
  ]);
  await measure("writes", "Signing in and writing, on the emulated server", [
    ...listRivals(runtime, target).slice(0, 2),
    ...writes,
  ]);
  await measure("sizes", "Large specs", [
    ...listRivals(runtime, target).slice(0, 1),
    ...runtime.builds.flatMap(({ name, program }): Contender[] => [
      ...sizes.map(([size]) => ({
        name: `${name} validate, ${size}`,
        argv: [runtime.node, program, "validate", `${size}.yaml`],
      })),
      {
        name: `${name} validate, 200,000 unknown keys`,
        argv: [runtime.node, program, "validate", "hostile.yaml"],
        code: 3,
      },
    ]),
  ]);
  const fleet = await startFleet(runtime, target, folder);
  const rounds = Math.min(Number(options.rounds), 5);
  await measure("fleet", "Many servers, which answer after 50 ms", fleet.contenders, rounds);
  fleet.close();
  if (options.write) writeDocument();
} finally {
  stopwatch.close();
  await Promise.all([settled.close(), changing.close()]);
  rmSync(folder, { recursive: true, force: true });
}

async function measure(
  key: string,
  title: string,
  contenders: readonly Contender[],
  rounds = Number(options.rounds),
): Promise<void> {
  if (options.only !== "" && !options.only.split(",").includes(key)) return;
  const requests = await countRequests(contenders, [settled, changing]);
  const series = await stopwatch.compare(contenders, rounds);
  const section = `### ${title}\n\n${renderSeries(series, bases, requests)}\n`;
  sections.push(section);
  process.stdout.write(`\n${section}`);
}

/** Returns how many requests each contender sends to the emulated servers, by name. */
async function countRequests(
  contenders: readonly Contender[],
  servers: readonly EmulatedServer[],
): Promise<Map<string, number>> {
  const count = () => servers.reduce((sum, { requests }) => sum + requests.length, 0);
  const counts = new Map<string, number>();
  for (const contender of contenders) {
    // The first one may find the servers otherwise than all others.
    await stopwatch.measure(contender);
    const before = count();
    await stopwatch.measure(contender);
    if (count() > before) counts.set(contender.name, count() - before);
  }
  return counts;
}

function describeRun(): string {
  const [processor] = cpus();
  const version = (...argv: [string, ...string[]]) => execFileSync(argv[0], argv.slice(1)).toString().trim();
  const python = hasPythonClient() ? "" : " owui-client was not installed and did not take part.";
  return (
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor?.model}, ` +
    `${process.platform} ${process.arch}, Node ${version(runtime.node, "-p", "process.versions.node")}, ` +
    `undici ${JSON.parse(readFileSync(join(root, "node_modules/undici/package.json"), "utf8")).version}, ` +
    `${version("curl", "--version").split(" ").slice(0, 2).join(" ")}, commit ${version("git", "rev-parse", "--short", "HEAD")}. ` +
    `Medians of ${options.rounds} rounds, with the quartiles in brackets; ratios within the same round.${python}`
  );
}

/** Replaces what stands between the two marks. */
function writeDocument(): void {
  const path = join(root, "docs/performance.md");
  const before = readFileSync(path, "utf8");
  const text = before.replace(
    /(<!-- bench -->\n).*(<!-- \/bench -->)/s,
    (_, begin: string, end: string) => `${begin}\n${describeRun()}\n\n${sections.join("\n")}\n${end}`,
  );
  writeFileSync(path, text);
}
