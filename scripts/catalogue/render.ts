import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Catalogue } from "../../src/resources/catalogue-types.ts";

const header = `// Made by \`npm run catalogue\` from the published packages of Open WebUI. Not to be edited by hand:
// what the packages do not say is in scripts/catalogue/corrections.ts.
import type { Catalogue } from "./catalogue-types.ts";

`;

/** Returns the text of src/resources/catalogue.ts, formatted. */
export function renderCatalogue(catalogue: Catalogue): string {
  const text = `${header}export const catalogue: Catalogue = ${JSON.stringify(catalogue)};\n`;
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  return execFileSync(process.execPath, [biome, "format", "--stdin-file-path=src/resources/catalogue.ts"], {
    input: text,
    encoding: "utf8",
  });
}
