import { hideCredentials } from "./credentials.ts";

/** A place in a resource or a spec: the keys that lead there. */
export type Path = readonly string[];

/**
 * Returns a path as text that no other path has: `ldap.server.port`, and for keys that are no plain names
 * `openai.connections["https://api.example.com/v1"].key`.
 */
export function showPath(path: Path): string {
  return path
    .map((key, index) =>
      /^[\w$-]+$/.test(key) ? `${index === 0 ? "" : "."}${key}` : `[${JSON.stringify(key)}]`,
    )
    .join("");
}

/** True when `path` is `parent` or leads below it. */
export function isWithin(path: Path, parent: Path): boolean {
  return parent.every((key, index) => path[index] === key);
}

/** As `showPath`, fit for output: a name may be an address with a password in it, or end in `listEntries`' mark. */
export function displayPath(path: Path): string {
  return showPath(path.map((key) => hideCredentials(key.replaceAll("\0", ""))));
}
