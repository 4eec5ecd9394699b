import { fileURLToPath } from "node:url";
import { renderHtmlReport } from "../src/render/html-report.ts";
import { openBrowser } from "../test/live/browser.ts";
import { createSampleFleet } from "./report-sample.ts";

/**
 * Takes the picture of the HTML report that the documentation shows; needs Chromium.
 *
 *     npx tsx scripts/screenshot.ts [FILE] [light|dark]
 */

const [file = "../docs/images/report.png", colorScheme = "light"] = process.argv.slice(2);
const browser = await openBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 1200, height: 900 },
    colorScheme: colorScheme === "dark" ? "dark" : "light",
  });
  await page.setContent(renderHtmlReport(createSampleFleet()));
  await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)), fullPage: true });
} finally {
  await browser.close();
}
