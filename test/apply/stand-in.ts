import { onTestFinished } from "vitest";
import { HttpClient } from "../../src/api/http.ts";
import type { Session } from "../../src/api/session.ts";
import { readLive } from "../../src/api/settings.ts";
import { applyPlan } from "../../src/apply/apply-plan.ts";
import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { planChanges } from "../../src/plan/plan-changes.ts";
import type { ApplyReport } from "../../src/plan/report.ts";
import type { Plan } from "../../src/plan/types.ts";
import { resources } from "../../src/resources/index.ts";
import { type Handler, json, type Received, serve } from "../api/tiny-server.ts";

/** A write that came in: of which resource, and the how many-th of it, from 1. */
export interface Write {
  name: string;
  n: number;
  body: Json;
  /** What the server holds, by resource name, as it answers it. */
  held: Record<string, Json>;
  /** Stores the body. */
  store: () => void;
}

/** Answers a write; nothing is stored unless it says so. Undefined: stored, and answered with 200. */
export type OnWrite = (write: Write) => Handler | undefined;

export interface Applied {
  plan: Plan;
  report: ApplyReport;
  /** What the server answers to a reading, by resource name, before and after. */
  before: Record<string, Json>;
  after: Record<string, Json>;
  /** The names of the resources written, in order. */
  writes: string[];
}

/** How a server of one kind goes on: its release, and what it does with writes. */
export interface StandIn {
  version?: string;
  onWrite?: OnWrite;
  /** Answers a reading in the server's place. */
  onRead?: () => Handler | undefined;
  rollback?: boolean;
}

/**
 * Applies what is desired to a server that holds these answers and stores what it is sent. Where a quirk of
 * Open WebUI matters, it is the emulated server's turn.
 */
export async function applyTo(
  held: Record<string, Json>,
  desired: Record<string, Json>,
  { version = "0.12.4", onWrite = () => undefined, onRead, rollback = true }: StandIn = {},
): Promise<Applied> {
  const state = structuredClone(held);
  const writes: string[] = [];
  const answer: Handler = (response, request) => {
    const name = findName(request, state);
    if (request.method === "GET") return (onRead?.() ?? json(state[name]))(response, request);
    const body = JSON.parse(request.body) as Json;
    writes.push(name);
    const n = writes.filter((one) => one === name).length;
    const store = () => {
      state[name] = storeBody(state[name] ?? null, body);
    };
    const own = onWrite({ name, n, body, held: state, store });
    if (own) return own(response, request);
    store();
    return json(state[name])(response, request);
  };
  const { url } = await serve(answer);
  const http = new HttpClient({ url });
  onTestFinished(() => http.close());
  const session: Session = {
    http,
    server: { url, version },
    actor: { credential: "token", hasOAuth: false },
    rehearseSignIn: async () => {},
    close: async () => {},
  };
  const before = structuredClone(state);
  const { live } = await readLive(http, version, Object.keys(desired));
  const plan = planChanges(desired, live, session.server, session.actor);
  const clock = { now: () => performance.now(), sleep: async () => {} };
  const report = await applyPlan({ plan, desired, live, session, rollback, clock });
  return { plan, report, before, after: state, writes };
}

function findName({ method, path }: Received, held: Record<string, Json>): string {
  const found = resources.find(
    ({ name, read, write }) =>
      Object.hasOwn(held, name) && path === (method === "GET" ? read.path : write.path),
  );
  if (found === undefined) throw new Error(`nobody holds ${path}`);
  return found.name;
}

function storeBody(held: Json, body: Json): Json {
  // A list that is read bare and written below a key.
  if (Array.isArray(held)) return isObject(body) ? (Object.values(body)[0] ?? []) : body;
  return { ...(held as JsonObject), ...(body as JsonObject) };
}
