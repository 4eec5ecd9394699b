import type { JsonObject } from "../../src/model/json.ts";
import type { ApplyReport } from "../../src/plan/report.ts";
import { readSettings, runApply, type Settings, startFaultyServer } from "../faults/stage.ts";
import type { EmulatedServer, Intercepted, RecordedRequest } from "../server/index.ts";

/** A write that came in: the resource's name, and how many writes of it there were with this one. */
export interface Write {
  resource: keyof Settings;
  n: number;
  server: EmulatedServer;
  body: JsonObject;
  /** Lets the server carry it out, and returns what it would answer. */
  act: () => Promise<Response>;
}

/** How an apply ended, and what the server held before and after. */
export interface Applied {
  exitCode: number;
  report: ApplyReport;
  /** What a person read. */
  text: string;
  before: Settings;
  after: Settings;
  /** All writes in order, as "ldapServer". */
  writes: string[];
}

const resourceByPath: Readonly<Record<string, keyof Settings>> = {
  "/api/v1/auths/admin/config": "adminConfig",
  "/api/v1/auths/admin/config/ldap/server": "ldapServer",
  "/api/v1/auths/admin/config/ldap": "ldapConfig",
};

/** Applies a change of all three resources; `onWrite` may answer each write in the server's place. */
export async function applyAll(
  onWrite: (write: Write) => Intercepted | Promise<Intercepted>,
  args: string[] = [],
): Promise<Applied> {
  let server: EmulatedServer | undefined;
  const intercept = async (request: Request, _n: number, act: () => Promise<Response>) => {
    const resource = resourceByPath[new URL(request.url).pathname];
    if (!server || !resource || request.method !== "POST") return undefined;
    const n = listWrites(server.requests).filter((one) => one === resource).length;
    return onWrite({ resource, n, server, body: (await request.json()) as JsonObject, act });
  };
  server = await startFaultyServer(intercept);
  try {
    const before = readSettings(server.state);
    const { exitCode, stdout, stderr } = await runApply(server.url, args);
    const after = readSettings(server.state);
    const writes = listWrites(server.requests);
    return { exitCode, report: JSON.parse(stdout), text: stderr, before, after, writes };
  } finally {
    await server.close();
  }
}

const listWrites = (requests: readonly RecordedRequest[]): string[] =>
  requests.flatMap(({ method, path }) => (method === "POST" ? (resourceByPath[path] ?? []) : []));
