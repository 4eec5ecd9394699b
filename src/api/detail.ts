import { replaceInvisible } from "../invisible.ts";
import type { Json } from "../model/json.ts";

const maxLength = 500;

/** Returns every form in which the texts of these values could come back in the server's answer. */
export function collectSecrets(values: readonly Json[]): string[] {
  const secrets = new Set(listTexts(values));
  secrets.delete("");
  const forms = new Set<string>();
  for (const secret of secrets) {
    forms.add(secret).add(JSON.stringify(secret).slice(1, -1));
    forms.add(Buffer.from(secret).toString("base64"));
    forms.add(encodeURIComponent(Buffer.from(secret).toString()));
  }
  // The longest first, or what is left of one would stay.
  return [...forms].sort((a, b) => b.length - a.length);
}

/** Returns all texts in a value, at any depth. */
export function listTexts(value: Json | readonly Json[]): string[] {
  if (typeof value === "string") return [value];
  return value === null || typeof value !== "object" ? [] : Object.values(value).flatMap(listTexts);
}

/** Returns `text` from outside as one harmless line of bounded length, without the given secrets. */
export function cleanText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, "***");
  clean = replaceInvisible(clean, () => " ")
    .replace(/\s+/g, " ")
    .trim();
  for (const secret of secrets) clean = clean.replaceAll(secret, "***");
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean;
}

/**
 * Returns the server's own words of an error answer, uncleaned, or undefined when there are none.
 * Of pydantic's list only place and message are taken: `input` and `ctx` repeat the request.
 */
export function readDetail(body: Json): string | undefined {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return undefined;
  const detail = body.detail ?? body.message ?? body.error;
  if (typeof detail === "string") return detail === "" ? undefined : detail;
  if (!Array.isArray(detail)) return undefined;
  const lines = detail.flatMap((item) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return [];
    const place = Array.isArray(item.loc) ? item.loc.filter((part) => part !== "body").join(".") : "";
    const message = typeof item.msg === "string" ? item.msg : "refused";
    return [place === "" ? message : `${place}: ${message}`];
  });
  return lines.length === 0 ? undefined : lines.join("; ");
}
