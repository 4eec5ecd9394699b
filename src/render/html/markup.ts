/** HTML that is safe to put into a page. Only `html` makes it, and `trust` of what owconf itself wrote. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | undefined | Markup | readonly Markup[];

/** Returns HTML: texts that are put in come out literally, in elements and in attributes with double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const markup = parts.map((part, index) => (index === 0 ? part : toMarkup(values[index - 1]) + part));
  return { markup: markup.join("") };
}

/** Returns a text as HTML without escaping anything: only for constants. */
export function trust(markup: string): Markup {
  return { markup };
}

function toMarkup(value: Value): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return escapeHtml(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
}
