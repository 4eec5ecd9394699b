import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Context } from "../../src/commands/context.ts";
import { watchRequests } from "../../src/commands/watch-requests.ts";
import { plain } from "../../src/render/paint.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createContext(isTerminal: boolean) {
  const shown: string[] = [];
  const stderr = {
    write: (text: string) => void shown.push(text),
    progress: (text: string) => void shown.push(`> ${text}`),
    paint: plain,
    isTerminal,
  };
  return { shown, context: { stderr, now: () => Date.now() } as unknown as Context };
}
const request = { method: "GET", path: "/api/v1/retrieval/config", attempt: 1 } as const;

it("says on a terminal what is waited for, after two seconds, and takes it away again", () => {
  const { shown, context } = createContext(true);
  const end = watchRequests(context, false)?.(request);
  vi.advanceTimersByTime(1900);
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(1200);
  expect(shown).toEqual([
    "> Waiting for GET /api/v1/retrieval/config (2 s)",
    "> Waiting for GET /api/v1/retrieval/config (3 s)",
  ]);
  end?.({ status: 200 });
  vi.advanceTimersByTime(5000);
  expect(shown.slice(2)).toEqual(["> "]);
});

it("says nothing of a request that is answered in time", () => {
  const { shown, context } = createContext(true);
  const end = watchRequests(context, false)?.(request);
  vi.advanceTimersByTime(1500);
  end?.({ status: 200 });
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([]);
});

it("says nothing where there is no terminal", () => {
  expect(watchRequests(createContext(false).context, false)).toBeUndefined();
});
