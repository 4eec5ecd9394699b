import type { ExplainedKey } from "../spec/explain.ts";
import type { Paint } from "./paint.ts";
import { formatValue } from "./value.ts";

/** Returns what is known of some keys for a person, a paragraph each. */
export function renderExplanation(keys: readonly ExplainedKey[], paint: Paint): string {
  return keys.map((key) => renderKey(key, paint)).join("\n");
}

function renderKey(key: ExplainedKey, paint: Paint): string {
  const { path, description, takes, isSecret, panel, settings, factory } = key;
  const secret = isSecret ? "; a secret, best given as { env: NAME } or { file: path }" : "";
  const rows: [string, string | undefined][] = [
    ["value", takes === undefined ? undefined : takes + secret],
    ["factory value", factory?.map(renderFactory).join(", ")],
    ["admin panel", panel],
    ["settings", settings?.join(", ")],
  ];
  const lines = rows.flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${paint("dim", `${name}:`)} ${text}`],
  );
  return [paint("bold", path), `  ${description}`, ...lines, ""].join("\n");
}

function renderFactory([release, value]: readonly [string, unknown], index: number): string {
  const shown = formatValue(value as Parameters<typeof formatValue>[0]);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return index === 0 ? short : `${short} since ${release.split(".").slice(0, 2).join(".")}`;
}
