// Controls, formatting marks that reorder or hide text, half surrogate pairs, line separators, and
// code points that are no characters, which YAML refuses.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Returns `text` with each character replaced that moves the cursor, reorders the line or stays unseen. */
export function replaceInvisible(text: string, replace: (character: string) => string): string {
  return text.replace(invisible, replace);
}

/** Returns `text` with such characters, but for those in `kept`, in the form `\u{1b}`: it is safe on a terminal. */
export function escapeInvisible(text: string, kept = ""): string {
  return replaceInvisible(text, (one) =>
    kept.includes(one) ? one : `\\u{${toHex(one.codePointAt(0) ?? 0, 1)}}`,
  );
}

/** Returns JSON with such characters, but for line breaks, as escapes of JSON. */
export function escapeInvisibleInJson(json: string): string {
  return replaceInvisible(json, (one) =>
    one === "\n"
      ? one
      : Array.from({ length: one.length }, (_, at) => `\\u${toHex(one.charCodeAt(at), 4)}`).join(""),
  );
}

/** Returns double-quoted YAML with such characters, but for line breaks, as escapes of YAML. */
export function escapeInvisibleInYaml(yaml: string): string {
  return replaceInvisible(yaml, (one) => {
    const code = one.codePointAt(0) ?? 0;
    if (one === "\n") return one;
    return code > 0xffff ? `\\U${toHex(code, 8)}` : `\\u${toHex(code, 4)}`;
  });
}

function toHex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
