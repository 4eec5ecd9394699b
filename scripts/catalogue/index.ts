import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { catalogue } from "../../src/releases/catalogue.ts";
import { compareReleases, toMinor } from "../../src/releases/releases.ts";
import { corrections } from "./corrections.ts";
import { measureRelease } from "./measure.ts";
import { mergeReleases, type ReleaseFacts, splitRelease } from "./merge.ts";
import { renderCatalogue } from "./render.ts";

/**
 * Makes src/releases/catalogue.ts from new servers of each release of Open WebUI.
 *
 *     npm run catalogue                        the whole of it, anew
 *     npm run catalogue -- --check             only tells whether the committed one is that
 *     npm run catalogue -- --release 0.12.4    tells whether the committed one fits this release
 *     npm run catalogue -- --add 0.13.2        adds a release, in place of an earlier patch of its minor release
 */

const file = fileURLToPath(new URL("../../src/releases/catalogue.ts", import.meta.url));

try {
  await update();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function update(): Promise<void> {
  const { values } = parseArgs({
    options: {
      add: { type: "string" },
      release: { type: "string", multiple: true },
      check: { type: "boolean", default: false },
    },
  });
  const stated = values.release?.flatMap((one) => one.split(",")) ?? [];
  const strange = stated.filter((one) => !catalogue.releases.includes(one));
  if (strange.length > 0) {
    throw new Error(`Not in the catalogue: ${strange.join(", ")}. It has ${catalogue.releases.join(", ")}.`);
  }
  const { add } = values;
  const releases =
    add === undefined
      ? catalogue.releases
      : [...catalogue.releases.filter((one) => toMinor(one) !== toMinor(add)), add].sort(compareReleases);

  const facts = new Map<string, ReleaseFacts>();
  for (const release of releases) {
    const isRead = add === undefined ? stated.length === 0 || stated.includes(release) : release === add;
    if (isRead) process.stderr.write(`Measuring Open WebUI ${release} ...\n`);
    facts.set(release, isRead ? await measureRelease(release) : splitRelease(catalogue, release));
  }
  const fresh = renderCatalogue(mergeReleases(facts, corrections));
  if (fresh === (await readFile(file, "utf8"))) {
    process.stderr.write(`The catalogue is what ${stated.join(", ") || "the servers"} make of it.\n`);
  } else if (values.check || stated.length > 0) {
    process.stderr.write(
      "src/releases/catalogue.ts is not what the servers make of it: run npm run catalogue\n",
    );
    process.exitCode = 1;
  } else {
    await writeFile(file, fresh);
    process.stderr.write(`Written: ${releases.length} releases.\n`);
  }
}
