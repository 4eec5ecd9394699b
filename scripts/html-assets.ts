import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Returns `src/render/html/assets.ts`: style and script of the HTML report, and their hashes for its policy. */
export function renderHtmlAssets(): string {
  const files = { style: "page.css", script: "page.js" };
  const constants = Object.entries(files).map(([name, file]) => {
    const text = `\n${readFileSync(new URL(`../src/render/html/${file}`, import.meta.url), "utf8")}`;
    if (/<\/|<!--/.test(text)) throw new Error(`${file} would end its element`);
    const hash = createHash("sha256").update(text).digest("base64");
    const literal = text.replace(/[\\`]|\$\{/g, "\\$&");
    return `/** ${file} */\nexport const ${name} = \`${literal}\`;\nexport const ${name}Hash = "sha256-${hash}";\n`;
  });
  return ["// Made by npm run generate from the files beside it.\n", ...constants].join("\n");
}
