import { describe, expect, it } from "vitest";
import { backOff, isAway, limitPauses, retry } from "../../src/api/retry.ts";
import * as errors from "../../src/errors.ts";

function createClock() {
  let time = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    time += ms;
  };
  return { slept, sleep, now: () => time };
}

describe("retry", () => {
  it("tries until an outcome is final, and waits between", async () => {
    const { slept, sleep } = createClock();
    const seen: unknown[] = [];
    const attempt = async (n: number) => {
      if (n === 2) throw new Error("second");
      return n;
    };
    const pauseAfter = (outcome: unknown, n: number) => {
      seen.push(outcome);
      return n < 3 ? n * 10 : undefined;
    };
    expect(await retry(attempt, pauseAfter, sleep)).toBe(3);
    expect(slept).toEqual([10, 20]);
    expect(seen).toEqual([{ result: 1 }, { error: new Error("second") }, { result: 3 }]);
  });

  it("throws the error that is final", async () => {
    const fail = async () => {
      throw new Error("for good");
    };
    await expect(retry(fail, () => undefined, createClock().sleep)).rejects.toThrow("for good");
  });
});

describe("limitPauses", () => {
  it("cuts the last pause, and allows none once the time is over", async () => {
    const clock = createClock();
    await clock.sleep(5);
    const limit = limitPauses(clock, 100);
    expect(limit(70)).toBe(70);
    await clock.sleep(70);
    expect(limit(70)).toBe(30);
    await clock.sleep(30);
    expect(limit(70)).toBeUndefined();
  });
});

describe("backOff", () => {
  it("doubles up to a bound", () => {
    expect([1, 2, 3, 4].map((attempt) => backOff(attempt, 100, 300))).toEqual([100, 200, 300, 300]);
  });
});

describe("isAway", () => {
  const facts = { method: "GET", url: "http://h/x" };
  it.each<[string, unknown, boolean]>([
    ["no connection", new errors.UnreachableError("m", facts), true],
    ["no answer in time", new errors.TimeoutError("m", facts), true],
    ["a proxy's 502", new errors.ServerError("m", { ...facts, status: 502 }), true],
    ["a CDN's 522", new errors.ServerError("m", { ...facts, status: 522 }), true],
    ["the server's own 500", new errors.ServerError("m", { ...facts, status: 500 }), false],
    ["a refusal", new errors.RejectedError("m", { ...facts, status: 400 }), false],
    ["a bug", new Error("m"), false],
  ])("tells %s", (_name, error, expected) => {
    expect(isAway(error)).toBe(expected);
  });
});
