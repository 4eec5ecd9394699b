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
    const runs = [...server.states.matchAll(/(\d+)(\D)/g)];
    server.states = runs.map(([, count, state]) => state.repeat(Number(count))).join("");
    server.words = `${server.url} ${server.spec} ${server.version ?? ""}`.toLowerCase();
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
    const split = (id) => (find(id)?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
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
    const counts = dangerous > 0 ? `${change} drifted, ${dangerous} dangerous` : `${change} drifted`;
    const says = { failed: "failed", sync: "in sync" }[kind] ?? counts;
    const about = version === undefined ? spec : `${spec} · ${version}`;
    const tag = make("span", { className: `tag ${kind}` }, says);
    return make("th", { scope: "col" }, make("b", {}, url), make("small", {}, about), tag);
  }

  function makeCells(server, number) {
    const state = server.states[number];
    const cells = copyCells(server, number);
    if (cells === undefined) {
      const tag = make("span", { className: `tag ${kinds[state]}` }, labels[state]);
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
      const name = path.slice(section.path.length).replace(/^\./, "") || path;
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
    const range = pages > 1 ? `, here ${start + 1} to ${start + shown.length}` : "";
    const among = isSingle ? "" : ` · ${columns.length} of ${servers.length} servers${range}`;
    find("hits").textContent = `${rows.length} of ${settings.length} settings${among}`;
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
