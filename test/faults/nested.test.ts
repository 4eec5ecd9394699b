import { afterAll, beforeAll, expect, it } from "vitest";
import { audio } from "../../src/resources/audio.ts";
import { describeFaults } from "./describe-faults.ts";
import { listRequests } from "./run-cell.ts";
import { models } from "./stage.ts";

// In the place of minutes.
const { timeoutMs } = audio.write;
beforeAll(() => {
  audio.write.timeoutMs = 300;
});
afterAll(() => {
  if (timeoutMs !== undefined) audio.write.timeoutMs = timeoutMs;
});

it("the table has nested settings, entries and a write that takes its time", async () => {
  expect(timeoutMs).toBeGreaterThan(60_000);
  const requests = await listRequests("applied", models);
  for (const path of ["users/default/permissions", "openai/config", "audio/config"]) {
    // For the plan, before the write, after it, and in the end.
    expect(requests.filter((one) => one === `GET ${path}`).length).toBeGreaterThanOrEqual(4);
  }
  const writes = ["openai/config/update", "audio/config/update", "users/default/permissions"];
  expect(requests.filter((one) => writes.some((path) => one === `POST ${path}`))).toHaveLength(3);
});

describeFaults("the fault happens once, to entries and nested settings", "applied", false, models);
describeFaults("the fault lasts, for entries and nested settings", "applied", true, models);
