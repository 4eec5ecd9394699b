import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSpecChecker, type SpecChecker } from "./check-spec.ts";
import { fuzzedSpec } from "./specs.ts";

let checker: SpecChecker;
beforeAll(async () => {
  checker = await createSpecChecker();
});
afterAll(() => checker.close());

// npm run fuzz does 10,000.
it("validate and plan break down over no spec", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fuzzedSpec, async (content) => void seen.add((await checker.check(content)).join())),
    { numRuns: 400 },
  );
  // Some specs got through, or too little was tried.
  expect([...seen]).toEqual(expect.arrayContaining(["0,0", "3,3"]));
});
