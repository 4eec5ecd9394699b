import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Context } from "../src/commands/context.ts";
import { createProgram } from "../src/program.ts";
import { plain } from "../src/render/paint.ts";
import { createFormatSchema, Receipt, SavedPlan } from "../src/saved/formats.ts";
import { createJsonSchema } from "../src/spec/json-schema.ts";
import { renderHtmlAssets } from "./html-assets.ts";
import { createOutputSchema } from "./output-schema.ts";
import { renderOutputs } from "./outputs.ts";
import { renderDangers, renderEnvironment, renderExitCodes, renderPaths, renderSections } from "./tables.ts";

/** Writes what is derived from the code and committed; with --check, only tells whether it is fresh. */

const check = process.argv.includes("--check");

/** What pages have between the markers of a name. */
const parts: Record<string, () => string> = {
  commands: renderCommandReference,
  dangers: renderDangers,
  environment: renderEnvironment,
  exitCodes: renderExitCodes,
  paths: renderPaths,
  sections: renderSections,
  ...Object.fromEntries(Object.entries(renderOutputs()).map(([name, text]) => [name, () => text])),
};

/** Published JSON Schemas. */
const schemas: Record<string, () => object> = {
  "../schema.json": createJsonSchema,
  "../schemas/output.schema.json": createOutputSchema,
  "../schemas/plan.schema.json": () => createFormatSchema(SavedPlan),
  "../schemas/receipt.schema.json": () => createFormatSchema(Receipt),
};

for (const [file, create] of Object.entries(schemas)) {
  await update(file, () => `${JSON.stringify(create(), null, 2)}\n`);
}
await update("../src/render/html/assets.ts", renderHtmlAssets);
for (const page of await readdir(new URL("../docs/", import.meta.url))) {
  if (page.endsWith(".md")) await update(`../docs/${page}`, fillMarkers);
}

async function update(path: string, generate: (present: string) => string): Promise<void> {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const present = await readFile(file, "utf8").catch(() => "");
  const fresh = generate(present);
  if (fresh === present) return;
  if (!check) return writeFile(file, fresh);
  process.stderr.write(`${file} is not what the code makes of it: run npm run generate\n`);
  process.exitCode = 1;
}

function fillMarkers(page: string): string {
  return page.replace(
    /(<!-- generated: (\w+) -->\n).*?(<!-- \/generated -->)/gs,
    (_all, before: string, name: string, after: string) => {
      const render = parts[name];
      if (render === undefined) throw new Error(`nothing is generated for ${name}`);
      return before + render() + after;
    },
  );
}

function renderCommandReference(): string {
  const silent = { write: () => {}, progress: () => {}, paint: plain };
  const context = { env: {}, stdout: silent, stderr: silent } as unknown as Context;
  const program = createProgram(context, () => {});
  const shown = program.createHelp().visibleCommands(program);
  return [program, ...program.commands.filter((command) => shown.includes(command))]
    .map((command) => {
      let text = "";
      command.configureOutput({ writeOut: (part) => (text += part) });
      command.outputHelp();
      const name = command === program ? "owconf" : `owconf ${command.name()}`;
      return `### \`${name}\`\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n\n`;
    })
    .join("");
}
