import type { EmulatedServer, EmulatedServerOptions } from "../server/index.ts";
import { type Cell, judgeConvergence, judgeRun } from "./cell.ts";
import type { Fault } from "./faults.ts";
import { accounts, readSettings, runApply, type Subject, startFaultyServer } from "./stage.ts";

type Intercept = NonNullable<EmulatedServerOptions["intercept"]>;

/** An apply that ends well but for the fault, or one that has to roll back. */
export type Scenario = "applied" | "rolled back";

const refuseSwitch: Intercept = (request) =>
  request.method === "POST" && request.url.endsWith("/admin/config/ldap")
    ? Response.json({ detail: "no" }, { status: 400 })
    : undefined;

/** Returns the requests of an apply without a fault, as "POST admin/config"; throws when it ends otherwise. */
export async function listRequests(scenario: Scenario, subject: Subject = accounts): Promise<string[]> {
  const server = await startFaultyServer(scenario === "applied" ? undefined : refuseSwitch);
  try {
    const { exitCode, stderr } = await runApply(server.url, [], subject);
    const signedIn = server.requests.some(({ path, status }) => path.endsWith("/signin") && status === 200);
    if (!signedIn || exitCode !== (scenario === "applied" ? 0 : 6)) {
      throw new Error(`the apply that faults are tried on ends with ${exitCode} without any: ${stderr}`);
    }
    return server.requests.map(
      ({ method, path }) => `${method} ${path.replace(/^\/(?:api\/(?:v1\/(?:auths\/)?)?)?/, "")}`,
    );
  } finally {
    await server.close();
  }
}

/** Runs an apply whose n-th request, or every one from it on, meets a fault; then one without. */
export async function runCell(
  fault: Fault,
  n: number,
  lasting: boolean,
  scenario: Scenario,
  subject: Subject = accounts,
): Promise<Cell> {
  let faulty = true;
  let server: EmulatedServer | undefined;
  const isHit = (number: number) => (lasting ? number >= n : number === n);
  const pause = () => {
    server?.pause();
    if (!lasting) setTimeout(() => void server?.resume(), 60);
  };
  server = await startFaultyServer((request, number, act) => {
    if (!faulty) return undefined;
    if (fault.answer && isHit(number)) return fault.answer({ request, act, before });
    if (!fault.answer && number === n - 1) pause();
    return scenario === "applied" ? undefined : refuseSwitch(request, number, act);
  });
  const before = readSettings(server.state);
  try {
    if (!fault.answer && n === 1) pause();
    const run = await runApply(server.url, fault.slow ? ["--timeout", "300ms"] : [], subject);
    const cell = judgeRun(run, before, server, subject);
    faulty = false;
    await server.resume();
    cell.problems.push(...(await judgeConvergence(server, before, subject)));
    return cell;
  } finally {
    await server.close();
  }
}
