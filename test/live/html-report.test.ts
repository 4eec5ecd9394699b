import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSampleFleet } from "../../scripts/report-sample.ts";
import { escapeInvisible } from "../../src/invisible.ts";
import { type ReportServer, renderHtmlReport } from "../../src/render/html-report.ts";
import { onStage } from "../commands/journey.ts";
import { createPlan, stateAll } from "../render/hostile.ts";
import { openBrowser } from "./browser.ts";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "owconf-report-"));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a report as a file; nothing may be asked for but the file, and nothing may go wrong or be said. */
async function onPage(
  text: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const file = join(folder, "report.html");
  await writeFile(file, text);
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  const requests: string[] = [];
  const problems: string[] = [];
  context.on("request", (request) => requests.push(request.url()));
  context.on("console", (message) => problems.push(message.text()));
  context.on("weberror", (error) => problems.push(String(error.error())));
  context.on("dialog", (dialog) => {
    problems.push(dialog.message());
    void dialog.dismiss();
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(pathToFileURL(file).href);
    await use(page);
    expect(problems).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
  } finally {
    await context.close();
  }
}

const render = (servers: readonly ReportServer[]) =>
  renderHtmlReport({ generatedAt: "2026-03-01T12:00:00.000Z", servers });
const sample = createSampleFleet();
const { servers: fleet } = sample;
const error = { code: "api.unreachable", message: "cannot reach it", hint: "start it" };
const dead: ReportServer = { spec: "dead.yaml", url: "https://dead.test", allowed: [], stated: [], error };

/** Returns the cells of the table that say that something differs, as "server path: text". */
const listChanged = (page: Page) =>
  page.locator("#table").evaluate((table) => {
    const heads = [...table.querySelectorAll("thead th b")].map((one) => one.textContent);
    return [...table.querySelectorAll("tbody tr:not(.section)")].flatMap((row) => {
      const path = row.querySelector("th")?.getAttribute("title");
      return [...row.querySelectorAll("td")].flatMap((cell, index) => {
        const isChanged = cell.querySelector(".tag.drift, .tag.danger, .tag.new");
        return isChanged ? [`${heads[index] ?? ""} ${path}`] : [];
      });
    });
  });

const listDeclaredChanges = (servers: readonly ReportServer[]) =>
  servers.flatMap(({ url, stated }) =>
    stated.flatMap(({ path, change }) => (change === undefined ? [] : [`${url} ${path}`])),
  );

const readHits = (page: Page) => page.locator("#hits").textContent();

describe("a report of a fleet in a browser", () => {
  it("shows every cell that differs, with its state and values", () =>
    onPage(render([...fleet, dead]), async (page) => {
      const expected = listDeclaredChanges(fleet);
      expect(expected.length).toBeGreaterThan(7);
      expect((await listChanged(page)).sort()).toEqual(expected.sort());
      expect(await readHits(page)).toBe("13 of 13 settings · 4 of 4 servers");
      const row = page.locator("#table tr", { hasText: "JWT_EXPIRES_IN" });
      expect(await row.locator("td").allInnerTexts()).toEqual([
        expect.stringMatching(/^dangerous "1w" → "-1"\s+endless-session, not allowed/),
        "in sync",
        "in sync",
        "failed",
      ]);
      await row.locator("summary").press("Enter");
      expect(await row.locator("td").first().innerText()).toContain("apply needs --allow endless-session");
    }));

  it("is filtered and searched by keyboard alone", () =>
    onPage(render([...fleet, dead]), async (page) => {
      const focused = () => page.evaluate("document.activeElement.id || document.activeElement.tagName");
      await page.keyboard.press("Tab");
      expect(await focused()).toBe("search");
      await page.keyboard.type("desk");
      // It is only in the text that differs.
      expect(await readHits(page)).toBe("1 of 13 settings · 1 of 4 servers");
      await page.keyboard.press("Escape");
      expect(await readHits(page)).toBe("13 of 13 settings · 4 of 4 servers");
      await page.keyboard.press("Tab");
      expect(await focused()).toBe("servers");
      await page.keyboard.type("LAGOS");
      expect(await readHits(page)).toBe("13 of 13 settings · 1 of 4 servers");
      await page.keyboard.press("Escape");

      await page.keyboard.press("Tab");
      for (const [filter, hits, columns] of [
        ["drift", "7 of 13 settings · 2 of 4 servers", ["quito", "lagos"]],
        ["danger", "1 of 13 settings · 1 of 4 servers", ["quito"]],
        ["sync", "13 of 13 settings · 3 of 4 servers", ["quito", "lagos", "berlin"]],
        ["failed", "13 of 13 settings · 1 of 4 servers", ["dead"]],
      ] as const) {
        await page.keyboard.press("ArrowRight");
        expect(await page.locator("input:checked").getAttribute("value")).toBe(filter);
        expect([filter, await readHits(page)]).toEqual([filter, hits]);
        const shown = await page.locator("#table thead b").allTextContents();
        expect(shown.map((url) => /\/\/(\w+)/.exec(url)?.[1])).toEqual(columns);
      }
      await page.keyboard.press("Tab");
      expect(await focused()).toBe("table");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.type("no such setting");
      expect(await readHits(page)).toBe("0 of 13 settings · 0 of 4 servers");
      expect(await page.locator("#table").innerText()).toBe("Nothing to show.");
    }));

  it("lists what differs without scripts", () =>
    onPage(
      render([...fleet, dead]),
      async (page) => {
        expect(await page.locator("#tools").isVisible()).toBe(false);
        const rows = await page.locator("#list table").evaluateAll((tables) =>
          tables.flatMap((table) => {
            const url = table.parentElement?.querySelectorAll("h2")[tables.indexOf(table)]?.textContent;
            return [...table.querySelectorAll("tbody th")].map((one) => `${url} ${one.textContent}`);
          }),
        );
        expect(rows.sort()).toEqual(listDeclaredChanges(fleet).sort());
        expect(await page.locator("#list").innerText()).toContain("https://berlin.chat.example.com");
        expect(await page.locator("main").innerText()).toContain("cannot reach it");
      },
      { javaScriptEnabled: false },
    ));

  it("shows a thousand servers by the page", () => {
    const paths = Array.from({ length: 50 }, (_, index) => `part.SETTING_${index}`);
    const servers = Array.from({ length: 1000 }, (_, index): ReportServer => {
      const own = createPlan(
        index % 4 === 0
          ? [
              {
                path: `part.SETTING_${index % 50}`,
                action: "update",
                sensitive: false,
                live: index,
                desired: 0,
              },
            ]
          : [],
        { url: `https://s${index}.test`, version: "0.12.4" },
      );
      const byPath = new Map(own.resources[0]?.changes.map((one) => [one.path, one]));
      const stated = paths.map((path) => {
        const change = byPath.get(path);
        return { section: "part", path, ...(change && { change }) };
      });
      return { spec: "owconf.yaml", ...own.server, plan: own, allowed: [], stated };
    });
    return onPage(render(servers), async (page) => {
      expect(await readHits(page)).toBe("50 of 50 settings · 1000 of 1000 servers, here 1 to 24");
      await page.locator("[value=drift]").focus();
      await page.keyboard.press("Space");
      expect(await readHits(page)).toBe("25 of 50 settings · 250 of 1000 servers, here 1 to 24");
      const seen = await listChanged(page);
      await page.locator("#next").focus();
      for (let turned = 1; turned < 11; turned++) {
        await page.keyboard.press("Enter");
        seen.push(...(await listChanged(page)));
      }
      expect(await page.locator("#next").getAttribute("aria-disabled")).toBe("true");
      expect(seen.sort()).toEqual(listDeclaredChanges(servers).sort());
      await page.locator("#servers").fill("s996.");
      expect(await readHits(page)).toBe("1 of 50 settings · 1 of 1000 servers");
    });
  });
});

describe("a report of one server in a browser", () => {
  it("has live and desired value beside each other, also of an emulated server's plan", () =>
    onStage({}, async ({ server, run }) => {
      const spec = "version: 1\nadminConfig: { ENABLE_SIGNUP: false, ENABLE_NOTES: false }\n";
      const { written } = await run(spec, ["plan", "--html", "report.html"]);
      await onPage(written["report.html"] ?? "", async (page) => {
        expect(await page.locator("h1").innerText()).toBe(server.url);
        expect(await page.locator("#table tbody tr:not(.section) > *").allInnerTexts()).toEqual([
          ...["ENABLE_SIGNUP", "in sync", "", ""],
          ...["ENABLE_NOTES", "drifted", "true factory value", "false"],
        ]);
        await page.locator("[value=drift]").focus();
        await page.keyboard.press("Space");
        expect(await readHits(page)).toBe("1 of 2 settings");
      });
    }));

  const hostile = [
    "</script><img src=x onerror=alert(1)>",
    "</style><script>alert(2)</script>",
    "<svg onload=alert(3)>",
    '" onfocus="alert(4)" autofocus="',
    "]]>",
    "<!--",
    "a\u2028b\u202ec\u200fd",
    "{{7*7}}",
    "javascript:alert(5)",
    `${"<img src=https://evil.test/x onerror=alert(6)>".repeat(3)}\n</pre><iframe src=https://evil.test>`,
  ];
  it.each(hostile)("says %j literally, and nothing of it comes to life", async (text) => {
    const visible = escapeInvisible(text);
    const path = `part[${JSON.stringify(text)}]`;
    const plan = createPlan(
      [
        {
          path,
          action: "update",
          sensitive: false,
          live: text,
          desired: `${text}!`,
          dangers: ["open-admin"],
        },
        { path: `${path}.x`, action: "update", sensitive: false, live: [text], desired: { [text]: text } },
      ],
      { url: text, version: text },
    );
    const stated = stateAll(plan);
    const one: ReportServer = { spec: text, url: text, version: text, plan, allowed: [text], stated };
    const failed = { ...dead, spec: text, url: text, error: { code: text, message: text, hint: text } };
    for (const servers of [[one], [one, failed]]) {
      for (const javaScriptEnabled of [true, false]) {
        await onPage(
          render(servers),
          async (page) => {
            const name = servers.length === 1 ? visible : "2 servers";
            expect(await page.locator("h1").textContent()).toBe(name);
            expect(await page.title()).toBe(`owconf report: ${name}`);
            const shown = await page.locator("main").textContent();
            expect(shown).toContain(escapeInvisible(JSON.stringify(text)).slice(0, 40));
            expect(servers.length === 1 || shown?.includes(`${visible} ${visible}`)).toBe(true);
            expect(await page.locator("img, svg, iframe, form, [onfocus], [autofocus]").count()).toBe(0);
            expect(await page.locator("script").count()).toBe(2);
          },
          { javaScriptEnabled },
        );
      }
    }
  });
});

describe("accessibility", () => {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  const cases = (["light", "dark"] as const).flatMap((colorScheme) =>
    (
      [
        ["a fleet", [...fleet, dead], true],
        ["a fleet without scripts", [...fleet, dead], false],
        ["one server", fleet.slice(2), true],
      ] as const
    ).map(([what, servers, scripts]) => [what, colorScheme, servers, scripts] as const),
  );

  it.each(cases)("finds nothing wrong with %s, %s", async (_what, colorScheme, servers, scripts) => {
    const source = await readFile(axe, "utf8");
    // Without its script, as axe itself is one.
    const text = scripts ? render(servers) : render(servers).replace(/<script>.*<\/script>/s, "");
    await onPage(
      text,
      async (page) => {
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        await page.evaluate(source);
        const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
        expect(passes.length).toBeGreaterThan(15);
        expect(passes.map(({ id }) => id)).toContain("color-contrast");
        expect(
          violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]),
        ).toEqual([]);
      },
      { colorScheme },
    );
  });
});
