import { expect, it } from "vitest";
import { onStage } from "./journey.ts";

const spec = "version: 1\nadminConfig:\n  RESPONSE_WATERMARK: short\n";

// Time that grows with the square of the length would be a minute and more for these.
it.each([
  ["one long word", "x".repeat(300_000)],
  ["blanks", `${" ".repeat(300_000)}x`],
])("plan shows the change of %s in seconds", (_name, value) =>
  onStage({}, async ({ server, run }) => {
    server.state.adminConfig.RESPONSE_WATERMARK = value;
    const start = performance.now();
    const { exitCode, stdout } = await run(spec, ["plan"]);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(stdout).toContain("+ short");
    expect(exitCode).toBe(0);
  }),
);
