/** Returns the path of a file that another one names: relative paths start at the folder of the file that says them. */
export function locateFile(statedIn: string, path: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const folder = statedIn.slice(0, Math.max(statedIn.lastIndexOf("/"), statedIn.lastIndexOf("\\")) + 1);
  // "-" alone would be standard input.
  return `${folder === "" ? "./" : folder}${path}`;
}
