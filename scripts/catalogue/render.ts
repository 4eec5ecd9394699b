import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Catalogue } from "../../src/releases/catalogue-types.ts";

const header = `// Made by \`npm run catalogue\` from new servers of each release of Open WebUI. Not to be edited by hand:
// what the servers do not say is in scripts/catalogue/.
import type { Catalogue } from "./catalogue-types.ts";

`;

/** Returns the text of src/releases/catalogue.ts, formatted. */
export function renderCatalogue(catalogue: Catalogue): string {
  const [releases, endpoints, resources] = [catalogue.releases, catalogue.endpoints, catalogue.resources].map(
    (part) => JSON.stringify(part),
  );
  const text = `${header}export const catalogue: Catalogue = {
    releases: ${releases},
    endpoints: ${endpoints},
    get resources() {
      settings ??= listSettings();
      return settings;
    },
  };

  let settings: Catalogue["resources"] | undefined;

  // Most commands need no history of settings: what is in a function is not made before it is called.
  function listSettings(): Catalogue["resources"] {
    return ${resources};
  }\n`;
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  return execFileSync(process.execPath, [biome, "format", "--stdin-file-path=src/releases/catalogue.ts"], {
    input: text,
    encoding: "utf8",
  });
}
