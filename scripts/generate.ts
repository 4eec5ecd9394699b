import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Context } from "../src/commands/context.ts";
import { createProgram } from "../src/program.ts";
import { plain } from "../src/render/paint.ts";
import { createJsonSchema } from "../src/spec/schema.ts";

/** Writes what is derived from the code and committed; with --check, only tells whether it is fresh. */

const check = process.argv.includes("--check");

await update("../schema.json", () => `${JSON.stringify(createJsonSchema(), null, 2)}\n`);
await update("../README.md", (readme) =>
  readme.replace(
    /(<!-- generated: commands -->\n).*(<!-- \/generated -->)/s,
    (_all, before: string, after: string) => before + renderCommandReference() + after,
  ),
);

async function update(path: string, generate: (present: string) => string): Promise<void> {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const present = await readFile(file, "utf8").catch(() => "");
  const fresh = generate(present);
  if (fresh === present) return;
  if (!check) return writeFile(file, fresh);
  process.stderr.write(`${file} is not what the code makes of it: run npm run generate\n`);
  process.exitCode = 1;
}

function renderCommandReference(): string {
  const silent = { write: () => {}, progress: () => {}, paint: plain };
  const context = { env: {}, stdout: silent, stderr: silent } as unknown as Context;
  const program = createProgram(context, () => {});
  return [program, ...program.commands]
    .map((command) => {
      let text = "";
      command.configureOutput({ writeOut: (part) => (text += part) });
      command.outputHelp();
      const name = command === program ? "owconf" : `owconf ${command.name()}`;
      return `### \`${name}\`\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n\n`;
    })
    .join("");
}
