import fc from "fast-check";
import { createSpecChecker } from "./check-spec.ts";
import { fuzzedSpec } from "./specs.ts";

const numRuns = Number(process.argv[2] ?? 10_000);
const longestMs = 20_000;

// Runs until all are done, or one of them breaks owconf: then fast-check prints it with its seed.
const checker = await createSpecChecker();
const counts: Record<string, number> = {};
let done = 0;
await fc.assert(
  fc.asyncProperty(fuzzedSpec, async (content) => {
    const watchdog = setTimeout(() => {
      console.error(`A spec hangs: ${Buffer.from(content).toString("base64")}`);
      process.exit(1);
    }, longestMs);
    const ends = (await checker.check(content)).join(", ");
    clearTimeout(watchdog);
    counts[ends] = (counts[ends] ?? 0) + 1;
    done += 1;
  }),
  { numRuns },
);
await checker.close();
console.log(`${done} fuzzed specs, no exit 1, no stack trace, no hang.`);
for (const [ends, count] of Object.entries(counts)) console.log(`validate, plan exit ${ends}: ${count}`);
