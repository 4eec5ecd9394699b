import { describe, expect, it } from "vitest";
import { onStage } from "./journey.ts";

const spec = "version: 1\nadminConfig:\n  ENABLE_SIGNUP: false\n";

describe.each(["--timeout", "--wait"])("a duration behind %s", (flag) => {
  it.each(["60m", "3600s", "3600", "3600000ms", "0.5m", "1.5s", "1500ms", "20", "1h"])("may be %s", (text) =>
    onStage({}, async ({ run }) => {
      expect((await run(spec, ["plan", flag, text])).exitCode).toBe(0);
    }),
  );

  it.each([
    "61m",
    "60.1m",
    "3601s",
    "3601",
    "3600001ms",
    "1.1h",
    "1d",
    "-1s",
    "",
    "s",
    "1 s",
    "1e3",
    "Infinity",
  ])("may not be %j", (text) =>
    onStage({}, async ({ server, run }) => {
      const { exitCode, stderr } = await run(spec, ["plan", `${flag}=${text}`]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain("60m");
      expect(server.requests).toEqual([]);
    }),
  );
});

it("of nothing is no time limit of a request, but no wait", () =>
  onStage({}, async ({ run }) => {
    expect((await run(spec, ["plan", "--timeout", "0"])).exitCode).toBe(3);
    expect((await run(spec, ["plan", "--wait", "0"])).exitCode).toBe(0);
  }));
