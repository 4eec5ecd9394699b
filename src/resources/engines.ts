import type { Json } from "../model/json.ts";
import { suggestName } from "../model/nearest-name.ts";
import type { Doubt } from "../model/node.ts";

/**
 * Returns what doubts each value that no release known to owconf has an engine for; the server takes it, and then
 * fails, or falls back to another. The empty text and null are never doubted.
 * @param engines those of all catalogued releases
 */
export function doubtUnlessOneOf(...engines: readonly string[]): (value: Json) => Doubt | undefined {
  return (value) => {
    if (typeof value !== "string" || value === "" || engines.includes(value)) return undefined;
    const meant = suggestEngine(value, engines);
    return {
      code: "spec.unknown-engine",
      message: "not an engine that owconf knows: the server takes any, and fails only when it is needed",
      hint: meant === undefined ? `known ones: ${engines.join(", ")}` : `did you mean ${meant}?`,
    };
  };
}

/** People know an engine by its first word, too: google for google_pse. */
function suggestEngine(value: string, engines: readonly string[]): string | undefined {
  const whole = suggestName(value, engines);
  if (whole !== undefined) return whole;
  const firstWords = engines.map((engine) => engine.replace(/_.*/, ""));
  const near = suggestName(value, firstWords);
  return near === undefined ? undefined : engines[firstWords.indexOf(near)];
}
