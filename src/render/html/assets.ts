// Made by npm run generate from the files beside it.

/** page.css */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fff;
  --raised: #f6f8fa;
  --text: #1f2328;
  --muted: #59636e;
  --line: #d8dee4;
  --focus: #0969da;
  --sync: #1a7f37;
  --drift: #7d4e00;
  --drift-back: #fff6dd;
  --danger: #b3141f;
  --danger-back: #ffeceb;
  --failed: #6639ba;
  --failed-back: #f5efff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117;
    --raised: #161b22;
    --text: #e6edf3;
    --muted: #9aa4af;
    --line: #30363d;
    --focus: #58a6ff;
    --sync: #56d364;
    --drift: #e3b341;
    --drift-back: #2a2110;
    --danger: #ff9a94;
    --danger-back: #36171a;
    --failed: #c9a8ff;
    --failed-back: #251c3a;
  }
}
* {
  box-sizing: border-box;
}
#tools[hidden] {
  display: none;
}
body {
  margin: 0;
  padding: 1.25rem 1.5rem 2rem;
  background: var(--page);
  color: var(--text);
  font:
    14px / 1.45 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "DejaVu Sans",
    sans-serif;
}
h1 {
  margin: 0;
  font-size: 1.4rem;
  overflow-wrap: anywhere;
}
h2 {
  margin: 1.25rem 0 0.25rem;
  font-size: 1rem;
  overflow-wrap: anywhere;
}
p {
  margin: 0.15rem 0;
}
header p,
small,
i,
.origin,
#list > p {
  color: var(--muted);
}
small {
  font-size: 0.86em;
  font-weight: normal;
}
i {
  font-style: normal;
}
code,
pre {
  font:
    0.9em / 1.5 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    "DejaVu Sans Mono",
    monospace;
}
code {
  overflow-wrap: anywhere;
}
:focus-visible {
  outline: 2px solid var(--focus);
  outline-offset: 1px;
}
.totals {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4rem 2rem;
  margin: 0.9rem 0 0;
}
.totals div {
  display: flex;
  flex-direction: column-reverse;
}
.totals dt {
  color: var(--muted);
}
.totals dd {
  margin: 0;
  font-size: 1.5rem;
  font-weight: 600;
  line-height: 1.2;
  font-variant-numeric: tabular-nums;
}
.zero dd {
  color: var(--muted);
  font-weight: 400;
}
.sync dd,
.tag.sync {
  color: var(--sync);
}
.drift dd,
.tag.drift,
.tag.new {
  color: var(--drift);
}
.danger dd,
.tag.danger,
.why b {
  color: var(--danger);
}
.failed dd,
.tag.failed {
  color: var(--failed);
}
.failures {
  margin-top: 1rem;
  padding: 0.6rem 0.9rem;
  background: var(--failed-back);
  border-radius: 6px;
}
.failures h2 {
  margin: 0;
  color: var(--failed);
}
.failures small,
.failures i {
  color: inherit;
}
.failures p {
  white-space: pre-wrap;
}
ul {
  margin: 0.3rem 0;
  padding-left: 1.2rem;
}
#tools {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1.25rem;
  margin: 1.1rem 0 0.6rem;
}
fieldset {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2rem 0.9rem;
  margin: 0;
  padding: 0;
  border: 0;
}
legend {
  float: left;
  padding: 0 0.3rem 0 0;
}
input[type="search"],
button {
  padding: 0.25rem 0.5rem;
  border: 1px solid var(--muted);
  border-radius: 5px;
  background: var(--page);
  color: var(--text);
  font: inherit;
}
input[type="search"] {
  width: 15rem;
}
input::placeholder {
  color: var(--muted);
  opacity: 1;
}
input[type="radio"] {
  margin: 0 0.15rem 0 0;
  accent-color: var(--focus);
}
button {
  background: var(--raised);
  cursor: pointer;
}
button[aria-disabled="true"] {
  color: var(--muted);
  cursor: default;
}
#hits {
  margin-left: auto;
  color: var(--muted);
  font-variant-numeric: tabular-nums;
}
#more {
  margin-top: 0.6rem;
}
#table[role] {
  max-height: calc(100vh - 1rem);
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 6px;
}
table {
  border-collapse: separate;
  border-spacing: 0;
  min-width: 100%;
}
th,
td {
  padding: 0.28rem 0.7rem;
  border-bottom: 1px solid var(--line);
  text-align: left;
  vertical-align: top;
}
tbody:last-child tr:last-child > * {
  border-bottom: 0;
}
thead th {
  background: var(--raised);
  white-space: nowrap;
}
thead th b {
  white-space: normal;
}
.why code {
  white-space: nowrap;
}
#table thead th {
  position: sticky;
  top: 0;
  z-index: 2;
}
#table thead th:first-child {
  left: 0;
  z-index: 3;
}
thead th b {
  font-size: 0.93em;
}
thead th b,
thead th small {
  display: block;
  overflow-wrap: anywhere;
}
thead th small {
  color: var(--muted);
}
tbody th {
  font-weight: 500;
  overflow-wrap: anywhere;
}
#table th:first-child {
  position: sticky;
  left: 0;
  z-index: 1;
  min-width: 16rem;
  max-width: 26rem;
  background: var(--page);
  border-right: 1px solid var(--line);
}
#table thead th:first-child,
#table .section > td,
#table .section > th:first-child {
  background: var(--raised);
}
#table .section th {
  border-right: 0;
  font-weight: 600;
  white-space: nowrap;
}
td {
  min-width: 7rem;
  max-width: 32rem;
}
.fleet thead th + th {
  min-width: 17rem;
}
.live code {
  color: var(--muted);
}
tr.danger > *,
#table tr.danger > th:first-child,
td:has(> .tag.danger) {
  background: var(--danger-back);
}
tr.drift > *,
tr.new > *,
#table tr.drift > th:first-child,
#table tr.new > th:first-child,
td:has(> .tag.drift),
td:has(> .tag.new) {
  background: var(--drift-back);
}
tr.danger .live code,
tr.drift .live code,
tr.new .live code,
tr.danger small,
tr.drift small,
td small,
td i {
  color: inherit;
}
.tag {
  font-size: 0.86em;
  font-weight: 600;
  white-space: nowrap;
}
.tag.sync,
.tag.none {
  font-weight: 400;
}
td > .tag.failed {
  font-weight: 400;
}
td > .tag.sync,
.tag.none {
  color: var(--muted);
}
.both .tag {
  margin-right: 0.15rem;
}
details {
  margin-top: 0.15rem;
  font-size: 0.93em;
}
summary {
  cursor: pointer;
}
pre {
  margin: 0.2rem 0;
  max-height: 24rem;
  overflow: auto;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
ins,
del {
  text-decoration: none;
}
ins {
  color: var(--sync);
}
del {
  color: var(--danger);
}
@media (max-width: 700px) {
  body {
    padding: 0.75rem;
  }
  #table th:first-child {
    min-width: 9rem;
    max-width: 10rem;
  }
  #table .section th {
    white-space: normal;
  }
}
@media print {
  #tools {
    display: none;
  }
  #table[role] {
    max-height: none;
    overflow: visible;
  }
}
`;
export const styleHash = "sha256-GO5tFZA2MmAfnhMjs00nn48jjHQU7035cdkMNHuH4FU=";

/** page.js */
export const script = `
{
  // Builds the large table out of the list, whose cells are escaped already. Nothing here makes markup from text.
  const find = (id) => document.getElementById(id);
  const { sections, servers } = JSON.parse(find("data").textContent);
  const limits = { servers: 24, settings: 150 };
  const kinds = { s: "sync", d: "drift", x: "danger", n: "new", "-": "none", f: "failed" };
  const labels = { s: "in sync", "-": "not declared", f: "failed" };
  const wanted = { all: "sdxn-f", drift: "dxn", danger: "x", sync: "s", failed: "f" };
  const isSingle = servers.length === 1;
  const view = { page: 0, settings: limits.settings };

  const settings = sections.flatMap((section) =>
    section.settings.map((path) => ({ section, path, words: path.toLowerCase() })),
  );
  for (const server of servers) {
    const runs = [...server.states.matchAll(/(\\d+)(\\D)/g)];
    server.states = runs.map(([, count, state]) => state.repeat(Number(count))).join("");
    server.words = \`\${server.url} \${server.spec} \${server.version ?? ""}\`.toLowerCase();
    server.changed = new Map();
  }
  for (const table of find("list").querySelectorAll("table[data-server]")) {
    const { changed } = servers[Number(table.dataset.server)];
    for (const row of table.querySelectorAll("tr[data-row]")) changed.set(Number(row.dataset.row), { row });
  }
  find("list").remove();

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const copyCells = (server, number) =>
    server.changed.get(number)?.row.cloneNode(true).querySelectorAll("td");
  const holds = (server, number, word) => {
    const found = server.changed.get(number);
    if (found === undefined) return false;
    found.words ??= found.row.textContent.toLowerCase();
    return found.words.includes(word);
  };

  /** Returns the servers and the numbers of the settings of which a cell is what filter and search ask for. */
  function select() {
    const states = wanted[document.querySelector("[name=filter]:checked").value];
    const split = (id) => (find(id)?.value ?? "").toLowerCase().split(/\\s+/).filter(Boolean);
    const names = split("servers");
    const words = split("search");
    const named = servers.filter(({ words }) => names.every((name) => words.includes(name)));
    const found = new Set();
    const rows = settings.flatMap(({ words: own }, number) => {
      const others = words.filter((word) => !own.includes(word));
      const near = named.filter(
        (server) =>
          states.includes(server.states[number]) && others.every((word) => holds(server, number, word)),
      );
      for (const server of near) found.add(server);
      return near.length > 0 ? [number] : [];
    });
    return { rows, columns: named.filter((server) => found.has(server)) };
  }

  function makeHead(columns) {
    const names = isSingle
      ? ["Setting", "State", "On the server", "In the spec"].map((name) => make("th", { scope: "col" }, name))
      : [make("th", { scope: "col" }, "Setting"), ...columns.map(makeServerHead)];
    return make("thead", {}, make("tr", {}, ...names));
  }

  function makeServerHead({ url, spec, version, change, dangerous }) {
    const kind = change === undefined ? "failed" : dangerous > 0 ? "danger" : change > 0 ? "drift" : "sync";
    const counts = dangerous > 0 ? \`\${change} drifted, \${dangerous} dangerous\` : \`\${change} drifted\`;
    const says = { failed: "failed", sync: "in sync" }[kind] ?? counts;
    const about = version === undefined ? spec : \`\${spec} · \${version}\`;
    const tag = make("span", { className: \`tag \${kind}\` }, says);
    return make("th", { scope: "col" }, make("b", {}, url), make("small", {}, about), tag);
  }

  function makeCells(server, number) {
    const state = server.states[number];
    const cells = copyCells(server, number);
    if (cells === undefined) {
      const tag = make("span", { className: \`tag \${kinds[state]}\` }, labels[state]);
      return isSingle ? [make("td", {}, tag), make("td"), make("td")] : [make("td", {}, tag)];
    }
    if (isSingle) return [...cells];
    const [tag, live, desired] = cells;
    const arrow = live.hasChildNodes() ? [" → "] : [];
    const values = [...live.childNodes, ...arrow, ...desired.childNodes];
    return [make("td", { className: "both" }, ...tag.childNodes, " ", ...values)];
  }

  function makeBodies(rows, columns) {
    const bodies = new Map();
    for (const number of rows) {
      const { section, path } = settings[number];
      if (!bodies.has(section)) bodies.set(section, []);
      const name = path.slice(section.path.length).replace(/^\\./, "") || path;
      const kind = isSingle ? kinds[servers[0].states[number]] : "";
      const head = make("th", { scope: "row", title: path }, name);
      const cells = columns.flatMap((server) => makeCells(server, number));
      bodies.get(section).push(make("tr", { className: kind }, head, ...cells));
    }
    return [...bodies].map(([{ path, title }, own]) => {
      const more = title === path ? [] : [" ", make("small", {}, title)];
      const head = make("th", { scope: "rowgroup" }, path, ...more);
      const rest = make("td", { colSpan: isSingle ? 3 : Math.max(columns.length, 1) });
      return make("tbody", {}, make("tr", { className: "section" }, head, rest), ...own);
    });
  }

  function show() {
    const { rows, columns } = select();
    const pages = Math.max(Math.ceil(columns.length / limits.servers), 1);
    view.page = Math.min(view.page, pages - 1);
    const start = view.page * limits.servers;
    const shown = columns.slice(start, start + limits.servers);
    const some = rows.slice(0, view.settings);
    const range = pages > 1 ? \`, here \${start + 1} to \${start + shown.length}\` : "";
    const among = isSingle ? "" : \` · \${columns.length} of \${servers.length} servers\${range}\`;
    find("hits").textContent = \`\${rows.length} of \${settings.length} settings\${among}\`;
    find("pages").hidden = pages === 1;
    find("previous").ariaDisabled = String(view.page === 0);
    find("next").ariaDisabled = String(view.page === pages - 1);
    view.pages = pages;

    const isEmpty = some.length === 0 || shown.length === 0;
    const table = make(
      "table",
      { className: isSingle ? "" : "fleet" },
      makeHead(shown),
      ...makeBodies(some, shown),
    );
    const place = make("div", { id: "table" }, isEmpty ? make("p", {}, "Nothing to show.") : table);
    if (!isEmpty) {
      const name = isSingle ? "Settings" : "Settings by server";
      for (const [key, value] of Object.entries({ role: "region", tabindex: "0", "aria-label": name })) {
        place.setAttribute(key, value);
      }
    }
    find("table").replaceWith(place);
    find("more").hidden = isEmpty || some.length === rows.length;
  }

  const turn = (by) => () => {
    view.page = Math.min(Math.max(view.page + by, 0), view.pages - 1);
    show();
  };
  const startAgain = () => {
    Object.assign(view, { page: 0, settings: limits.settings });
    show();
  };
  find("tools").addEventListener("input", startAgain);
  find("previous").addEventListener("click", turn(-1));
  find("next").addEventListener("click", turn(1));
  const more = make("button", { type: "button", id: "more" }, "More settings");
  more.addEventListener("click", () => {
    view.settings += limits.settings;
    show();
  });
  find("table").after(more);
  find("tools").hidden = false;
  show();
}
`;
export const scriptHash = "sha256-h2CFtlgrsDqrwxMNWvVX59y3JRAIX3GJLSZ+dS8iUgk=";
