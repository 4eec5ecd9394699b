import { escapeInvisible } from "../invisible.ts";
import type { Place } from "./plan-view.ts";

/** What an annotation says, and where. */
export interface Annotation {
  level: "error" | "warning" | "notice";
  title: string;
  message: string;
  place?: Place | undefined;
}

const maxMessage = 1000;

/** Returns a line that GitHub Actions makes an annotation of. Nothing in it ends the line or begins another command. */
export function renderAnnotation({ level, title, message, place }: Annotation): string {
  const properties: [string, string | number][] = [...listPlace(place), ["title", title]];
  const list = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
  return `::${level} ${list}::${escapeData(message)}\n`;
}

/** Standard input has no file to point into. */
function listPlace(place: Place | undefined): [string, string | number][] {
  if (place === undefined || place.file === "(standard input)") return [];
  return [
    ["file", place.file],
    ["line", place.line],
    ["col", place.column],
  ];
}

function escapeData(text: string): string {
  const shown = escapeInvisible(text, "\n");
  const short = shown.length > maxMessage ? `${shown.slice(0, maxMessage)}…` : shown;
  return short.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
