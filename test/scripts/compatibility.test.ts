import { expect, it } from "vitest";
import { renderCompatibility } from "../../scripts/compatibility.ts";

const test = (ancestorTitles: string[], title: string, status = "passed") => ({
  ancestorTitles,
  title,
  status,
});
const on = (release: string, ...rest: string[]) => [`Open WebUI ${release}`, ...rest];

it("makes a table of journey steps by release, and one of each upgrade", () => {
  const assertionResults = [
    test(on("0.9.6", "the journey"), "applies"),
    test(on("0.9.6", "the journey"), "exports, with []"),
    test(on("0.9.6", "LDAP"), "signs in"),
    test(on("0.10.2", "the journey"), "applies", "failed"),
    test(on("0.10.2", "LDAP"), "signs in"),
    test(on("0.10.2", "LDAP"), "refuses", "failed"),
    test(["upgrade 0.9.6 → 0.10.2"], "exports"),
    { ...test(["upgrade 0.9.6 → 0.10.2"], "is in sync", "failed"), meta: { changed: ["A", "B"] } },
    { ...test(["upgrade 0.9.6 → 0.10.2"], "still is"), meta: { changed: [] } },
    test([], "the catalogue is fresh"),
  ];
  const text = renderCompatibility({ testResults: [{ assertionResults }] }, new Date("2026-02-03T23:00:00Z"));
  expect(text).toContain("Last run: 2026-02-03, on 0.9.6, 0.10.2.");
  expect(text).toContain(`
|  | 0.9.6 | 0.10.2 |
| --- | --- | --- |
| applies | ✓ | **failed** |
| exports, with [] | ✓ | – |
| other tests | ✓ 1 | 1 of 2 failed |
`);
  expect(text).toContain(`
## Upgrade 0.9.6 → 0.10.2, on the same data

|  |  | changed by the upgrade |
| --- | --- | --- |
| exports | ✓ |  |
| is in sync | **failed** | A, B |
| still is | ✓ | nothing |
`);
});
