/** Returns the path of a file that another one names: relative paths start at the folder of the file that says them. */
export function locateFile(statedIn: string, path: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const folder = statedIn.slice(0, Math.max(statedIn.lastIndexOf("/"), statedIn.lastIndexOf("\\")) + 1);
  // "-" alone would be standard input.
  return `${folder === "" ? "./" : folder}${path}`;
}

/** Returns a path without `.` and `..` where that is safe, so that a file has one name. */
export function simplifyPath(path: string): string {
  if (path.includes("\\")) return path;
  const [first = "", ...rest] = path.split("/");
  const kept = rest.reduce<string[]>(addPart, addPart([], first));
  const simple = first === "" && rest.length > 0 ? `/${kept.join("/")}` : kept.join("/") || ".";
  // "-" alone would be standard input.
  return simple === "-" ? "./-" : simple;
}

function addPart(parts: string[], part: string): string[] {
  if (part === "" || part === ".") return parts;
  const last = parts.at(-1);
  return part === ".." && last !== undefined && last !== ".." ? parts.slice(0, -1) : [...parts, part];
}
