import { escapeInvisible } from "../../invisible.ts";
import { count } from "../plan-text.ts";
import { nameKind, renderCells } from "./change-cells.ts";
import { html, type Markup } from "./markup.ts";
import type { Column } from "./matrix.ts";

/**
 * Returns what differs, server by server: all there is to see without a script. With one, it is where the
 * cells of the large table are taken from.
 */
export function renderServerList(columns: readonly Column[]): Markup {
  const isOpen = columns.length === 1;
  const changed = columns.flatMap((column, index) =>
    column.changed.length === 0 ? [] : [renderServer(column, index, isOpen)],
  );
  const inSync = columns.filter(({ summary }) => summary?.change === 0);
  const names = inSync.map(
    ({ server }) =>
      html`<li>${escapeInvisible(server.url)} <small>${escapeInvisible(server.spec)}</small></li>`,
  );
  const rest = html`<h2>In sync</h2><ul class="servers">${names}</ul>`;
  return html`${changed}${names.length === 0 ? undefined : rest}`;
}

function renderServer({ server, summary, changed }: Column, index: number, isOpen: boolean): Markup {
  const counts = `${count(summary?.change ?? 0, "setting")} to change, ${summary?.dangerous ?? 0} dangerous, ${summary?.inSync ?? 0} in sync`;
  const rows = changed.flatMap(({ number, stated: { path, change }, state }) =>
    change === undefined
      ? []
      : [
          html`<tr data-row="${number}" class="${nameKind(state)}"><th scope="row">${escapeInvisible(path)}</th>${renderCells(change, state, server, isOpen)}</tr>
`,
        ],
  );
  return html`<h2>${escapeInvisible(server.url)}</h2>
<p>${escapeInvisible(server.spec)}, Open WebUI ${escapeInvisible(server.version ?? "of an unknown version")}: ${counts}</p>
<table data-server="${index}"><thead><tr><th scope="col">Setting</th><th scope="col">State</th><th scope="col">On the server</th><th scope="col">In the spec</th></tr></thead>
<tbody>${rows}</tbody></table>
`;
}
