import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cell } from "./cell.ts";
import { faults, lastingFaults } from "./faults.ts";
import { inParallel } from "./in-parallel.ts";
import { listRequests, runCell, type Scenario } from "./run-cell.ts";
import { accounts, type Subject } from "./stage.ts";

/** Describes one table: all requests of an apply, times all faults; printed at the end. */
export function describeFaults(
  title: string,
  scenario: Scenario,
  lasting: boolean,
  subject: Subject = accounts,
): void {
  const tried = lasting ? lastingFaults : faults;
  describe(`apply, where ${title},`, () => {
    let requests: string[] = [];
    let first = 1;
    const cells = new Map<string, Cell[]>();

    beforeAll(async () => {
      requests = await listRequests(scenario, subject);
      // What comes before the rollback is in the other tables.
      if (scenario === "rolled back") first = requests.indexOf("POST admin/config/ldap") + 2;
    });

    it.each(tried)("keeps its promises under $name", async (fault) => {
      const column: Cell[] = [];
      cells.set(fault.name, column);
      const numbers = Array.from({ length: requests.length - first + 1 }, (_, index) => first + index);
      await inParallel(6, numbers, async (n) => {
        column[n - first] = await runCell(fault, n, lasting, scenario, subject);
      });
      expect(column.length).toBe(requests.length - first + 1);
      const problems = column.flatMap((cell, index) =>
        cell.problems.map((one) => `request ${first + index} (${requests[first + index - 1]}): ${one}`),
      );
      expect(problems).toEqual([]);
    });

    it("is a full table", () => {
      expect(requests.length - first + 1).toBeGreaterThanOrEqual(
        scenario === "applied" ? subject.leastRequests : 8,
      );
      expect(tried.length).toBeGreaterThanOrEqual(lasting ? 6 : 24);
      const filled = [...cells.values()].flatMap((column) => column.filter(({ exitCode }) => exitCode >= 0));
      expect(filled.length).toBe(tried.length * (requests.length - first + 1));
    });

    afterAll(() => console.log(renderTable(title, requests.slice(first - 1), cells)));
  });
}

function renderTable(title: string, requests: string[], cells: Map<string, Cell[]>): string {
  const columns = [...cells];
  const count = columns.reduce((total, [, column]) => total + column.length, 0);
  const widest = Math.max(...requests.map((one) => one.length));
  const line = (head: string, row: string[]) =>
    head.padEnd(widest + 3) + row.map((one) => one.padEnd(10)).join("");
  const name = (cell: Cell | undefined) => (cell ? `${cell.exitCode} ${cell.standing}` : "unknown");
  return [
    `Exit code and state of the server where ${title}: ${count} cells`,
    line(
      "",
      columns.map(([fault]) => fault),
    ),
    ...requests.map((request, index) =>
      line(
        `${index + 1} ${request}`,
        columns.map(([, column]) => name(column[index])),
      ),
    ),
  ].join("\n");
}
