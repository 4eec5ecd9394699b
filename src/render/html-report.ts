import { escapeInvisible, escapeInvisibleInJson } from "../invisible.ts";
import type { Plan } from "../plan/types.ts";
import { script, scriptHash, style, styleHash } from "./html/assets.ts";
import { html, type Markup, trust } from "./html/markup.ts";
import { type Column, createMatrix, type Matrix, sumUp, type Totals } from "./html/matrix.ts";
import { renderServerList } from "./html/server-list.ts";
import { formatTime } from "./origin-text.ts";
import { count } from "./plan-text.ts";
import type { Stated } from "./plan-view.ts";

/** A server of a report: a plan of it, or why there is none. Plain data without secrets. */
export interface ReportServer {
  /** The file of its spec. */
  spec: string;
  url: string;
  version?: string;
  plan?: Plan;
  /** Names of dangerous changes that may be made. */
  allowed: readonly string[];
  /** What its spec declares, in sync or not. */
  stated: readonly Stated[];
  error?: { code: string; message: string; hint?: string };
}

/** What a report shows. */
export interface ReportInput {
  /** In ISO 8601. */
  generatedAt: string;
  servers: readonly ReportServer[];
}

/** How every report begins, and nothing else does. */
export const reportHead =
  '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="owconf">\n';

const policy = trust(
  `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`,
);

/**
 * Returns plans as one HTML page that needs nothing else: servers by settings, with filters and search; without
 * scripts, a list of what differs. What servers and specs hold is text in it, never markup.
 */
export function renderHtmlReport({ generatedAt, servers }: ReportInput): string {
  const matrix = createMatrix(servers);
  const { columns } = matrix;
  const [only] = columns.length === 1 ? columns : [];
  const about = only ? escapeInvisible(only.server.url) : count(columns.length, "server");
  return html`${trust(reportHead)}<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>owconf report: ${about}</title>
<style>${trust(style)}</style>
</head>
<body>
<header>
<h1>${about}</h1>
<p>${only ? `${describe(only)} · ` : undefined}owconf plan of <time datetime="${generatedAt}">${formatTime(generatedAt)}</time></p>
${renderTotals(sumUp(columns))}
</header>
<main>
${renderFailures(columns)}
${renderTools(columns)}
<div id="table"></div>
<div id="list">${renderServerList(columns)}</div>
</main>
<script type="application/json" id="data">${trust(toIsland(matrix))}</script>
<script>${trust(script)}</script>
</body>
</html>
`.markup;
}

function describe({ server: { spec, version } }: Column): string {
  return escapeInvisible(version === undefined ? spec : `${spec} · Open WebUI ${version}`);
}

function renderTotals(totals: Totals): Markup {
  const { servers, serversInSync, failed, inSync, drifted, dangerous, unmanaged } = totals;
  const fleet = servers === 1 ? [] : [["", "servers in sync", `${serversInSync} of ${servers}`] as const];
  const items = [
    ...fleet,
    ["sync", "in sync", inSync] as const,
    ["drift", "drifted", drifted] as const,
    ["danger", "dangerous", dangerous] as const,
    ["failed", "failed", failed] as const,
    ["", "unmanaged", unmanaged] as const,
  ].map(
    ([kind, name, number]) =>
      html`<div class="${number === 0 ? "zero" : kind}"><dt>${name}</dt><dd>${number}</dd></div>`,
  );
  return html`<dl class="totals">${items}</dl>`;
}

function renderFailures(columns: readonly Column[]): Markup | undefined {
  const failed = columns.filter(({ summary }) => summary === undefined);
  if (failed.length === 0) return undefined;
  const items = failed.map(({ server: { url, spec, error } }) => {
    const hint = error?.hint === undefined ? undefined : html`<br>hint: ${escapeInvisible(error.hint, "\n")}`;
    const what = error
      ? html`${escapeInvisible(error.message, "\n")} <code>${error.code}</code>${hint}`
      : html`no plan`;
    return html`<li><b>${escapeInvisible(url)}</b> <small>${escapeInvisible(spec)}</small><p>${what}</p></li>`;
  });
  return html`<section class="failures"><h2>Failed</h2><ul>${items}</ul></section>`;
}

/** They do nothing without the script, which shows them. */
function renderTools(columns: readonly Column[]): Markup {
  const failed = columns.some(({ summary }) => summary === undefined);
  const filters = [
    ["all", "All"] as const,
    ["drift", "Drifted"] as const,
    ["danger", "Dangerous"] as const,
    ["sync", "In sync"] as const,
    ...(failed && columns.length > 1 ? [["failed", "Failed"] as const] : []),
  ].map(
    ([value, label]) =>
      html`<label><input type="radio" name="filter" value="${value}"${trust(value === "all" ? " checked" : "")}> ${label}</label>`,
  );
  const servers = html`<label>Servers <input type="search" id="servers" autocomplete="off" placeholder="address, spec or release"></label>`;
  return html`<div id="tools" role="search" hidden>
<label>Search <input type="search" id="search" autocomplete="off" placeholder="setting or value"></label>
${columns.length > 1 ? servers : undefined}
<fieldset><legend>Show</legend>${filters}</fieldset>
<p id="hits" role="status"></p>
<span id="pages" hidden><button type="button" id="previous">Previous servers</button> <button type="button" id="next">Next servers</button></span>
</div>`;
}

/** Returns what the script knows beside the list, as JSON that cannot end its element. */
function toIsland({ sections, columns }: Matrix): string {
  const data = {
    sections: sections.map(({ path, title, settings }) => ({
      path: escapeInvisible(path),
      title,
      settings: settings.map((one) => escapeInvisible(one)),
    })),
    servers: columns.map(({ server: { url, spec, version }, summary, states }) => ({
      url: escapeInvisible(url),
      spec: escapeInvisible(spec),
      ...(version === undefined ? {} : { version: escapeInvisible(version) }),
      ...(summary && { change: summary.change, dangerous: summary.dangerous }),
      states,
    })),
  };
  return escapeInvisibleInJson(JSON.stringify(data)).replaceAll("<", "\\u003c");
}
