import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const heading = "# What is bundled into the command, and its licences";

/** Returns the licence texts of the packages that bundled files come from, as Markdown. Throws when one has none. */
export function collectLicences(files: readonly string[]): string {
  const folders = new Set(
    files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []),
  );
  const packages = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
    if (file === undefined) throw new Error(`${name} is bundled and has no licence text`);
    const text = readFileSync(join(folder, file), "utf8").trim();
    return `## ${name} ${version} (${license})\n\n${text.replace(/^/gm, "    ")}\n`;
  });
  return `${heading}\n\n${packages.join("\n")}`;
}
