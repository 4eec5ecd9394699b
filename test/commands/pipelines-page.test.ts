import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { onStage } from "./journey.ts";
import { clock } from "./saved-plan-stage.ts";

describe("docs/pipelines.md", () => {
  const page = readFileSync("docs/pipelines.md", "utf8");

  it("shows a refused plan, and a change with its origin, as they are", () =>
    onStage({}, async ({ server, run }) => {
      const text = "version: 1\nadminConfig: { WEBUI_URL: https://chat.example.com }\n";
      const toPage = (said: string) => said.replace(server.url, "https://chat.example.com");
      server.state.adminConfig.WEBUI_URL = "http://localhost:3000";
      const { written } = await run(text, ["plan", "--out", "plan.json"], { clock });
      server.state.adminConfig.WEBUI_URL = "https://edited.example.com";
      const files = { "plan.json": written["plan.json"] ?? "" };
      const refused = await run(text, ["apply", "plan.json"], { files });
      expect(page).toContain(`\`\`\`text\n${toPage(refused.stdout).trimEnd()}\n\`\`\``);

      const args = ["apply", "--auto-approve", "--receipt", "receipt.json"];
      const receipt = (await run(text, args, { clock })).written["receipt.json"] ?? "";
      server.state.adminConfig.WEBUI_URL = "https://edited.example.com";
      const planned = ["plan", "--receipt", "receipt.json"];
      const { stdout } = await run(text, planned, { files: { "receipt.json": receipt } });
      const shown = /```text\n( {4}~ .*?)```/s.exec(page)?.[1] ?? "none";
      expect(stdout).toContain(shown);
    }));

  it("names the codes and origins that there are", () => {
    const files = ["saved-files.ts", "apply-saved.ts", "receipts.ts"].map((file) => `src/commands/${file}`);
    const source = [...files, "src/errors.ts"].map((file) => readFileSync(file, "utf8")).join("");
    const codes = [...page.matchAll(/`(saved-plan|receipt)\.([a-z-]+)`/g)].filter(
      ([, , name]) => name !== "json",
    );
    expect(codes.length).toBeGreaterThan(12);
    for (const [, area, name] of codes) {
      expect(
        [`"${area}.${name}"`, `refuse("${name}"`].some((one) => source.includes(one)),
        `${area}.${name}`,
      ).toBe(true);
    }
    const origins = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(origins).toEqual(["origin", "server", "spec", "both", "not-applied", "unknown"]);
  });
});
