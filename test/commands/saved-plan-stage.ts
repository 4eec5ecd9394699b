import { expect } from "vitest";
import { createSealer } from "../../src/commands/seal.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { createHastyClock } from "../faults/stage.ts";
import { ldapSpec, onStage, type Stage } from "./journey.ts";
import type { Run, Surroundings } from "./run-owconf.ts";

/** An OWCONF_PLAN_KEY. */
export const key = "0123456789abcdef0123456789abcdef";
/** When plans are made and applied. */
export const clock = { wallClock: () => Date.parse("2026-03-01T12:00:00.000Z") };
/** With secrets, an entry and an allowed danger. */
export const spec = `${ldapSpec}allow: [open-admin]
adminConfig:
  ENABLE_SIGNUP: true
  DEFAULT_USER_ROLE: admin
  SHOW_ADMIN_DETAILS: false
openai:
  connections:
    https://llm.example.com/v1:
      key: { env: LLM_API_KEY }
`;
/** What the spec needs beside the usual. */
export const env = { LLM_API_KEY: "llm-key-canary" };

/** Saves a plan of the spec and returns it; more arguments come from `args`. */
export async function save({ run }: Stage, args: string[] = [], more: Surroundings = {}): Promise<string> {
  const { written, exitCode, stderr } = await run(spec, ["plan", "--out", "plan.json", ...args], {
    clock,
    ...more,
    env: { ...env, ...more.env },
  });
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
  return written["plan.json"] ?? "";
}

/** Applies a saved plan. */
export function applyPlan(
  { run }: Stage,
  plan: string,
  args: string[] = [],
  { spec: changed = spec, ...more }: Surroundings & { spec?: string } = {},
): Promise<Run> {
  return run(changed, ["apply", "plan.json", ...args], {
    clock: createHastyClock(),
    ...more,
    env: { ...env, ...more.env },
    files: { "plan.json": plan, ...more.files },
  });
}

/** Sets the stage, with a saved plan of the spec. */
export const onPlanned = (use: (stage: Stage, plan: string) => Promise<void>, more: Surroundings = {}) =>
  onStage({}, async (stage) => use(stage, await save(stage, [], more)));

/** Returns what was written to the server. */
export const writes = ({ server }: Stage) =>
  server.requests.filter(({ method, path }) => method === "POST" && !path.includes("/sign"));

/** Expects that nothing was written to the server, and why. */
export function expectRefused(stage: Stage, { exitCode, stderr }: Run, code: string, said = ""): void {
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining(`[${code}]`)]);
  expect(stderr).toContain(said);
  expect(writes(stage)).toEqual([]);
}

/** Returns the plan with a seal that fits, as somebody would make it who has no key. */
export function reseal({ seal: _seal, ...content }: JsonObject, secret?: string): string {
  const context = { env: secret === undefined ? {} : { OWCONF_PLAN_KEY: secret } };
  return JSON.stringify({ ...content, seal: createSealer(context, String(content.salt)).seal(content) });
}
