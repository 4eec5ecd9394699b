import type { Origin, Plan } from "../plan/types.ts";

const origins: Readonly<Record<Origin, (time: string) => string>> = {
  server: (time) => `the server was edited since ${time}`,
  spec: (time) => `the spec moved since ${time}`,
  both: (time) => `the server was edited and the spec moved since ${time}`,
  "not-applied": (time) => `not applied: the apply of ${time} failed`,
  unknown: (time) => `the receipt of ${time} does not tell where this comes from`,
};

/** Returns where a change comes from since the apply of a receipt. */
export function describeOrigin(origin: Origin, { when }: NonNullable<Plan["receipt"]>): string {
  return origins[origin](formatTime(when));
}

/** Returns a time as people read it, to the second: "2026-03-01 12:00:00 UTC". */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}
