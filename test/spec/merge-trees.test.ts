import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { readSpec } from "../../src/spec/read-spec.ts";
import { positionAt, readSource } from "../../src/spec/source.ts";
import { createSources, problemsOfFiles, readFiles } from "./read-files.ts";

// Each setting has several values that are right, and further ones that are not.
const secret = fc.constantFrom<JsonObject>({ env: "A" }, { env: "B" }, { file: "a" });
const connection = fc.record(
  {
    key: secret,
    config: fc.record(
      { enable: fc.boolean(), prefix_id: fc.constantFrom("a", "b"), tags: fc.constantFrom([], ["a"], ["b"]) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    allow: fc.constantFrom([], ["open-admin"], ["mfa-change", "open-admin"]),
    adminConfig: fc.record(
      {
        ENABLE_SIGNUP: fc.boolean(),
        ADMIN_EMAIL: fc.constantFrom(null, "", "a@b.example"),
        DEFAULT_GROUP_ID: fc.constantFrom<unknown>("id", { group: "a" }, { group: "b" }),
        I18N: fc.dictionary(
          fc.constantFrom("de", "fr"),
          fc.dictionary(fc.constantFrom("a", "b"), fc.constant("c")),
        ),
      },
      { requiredKeys: [] },
    ),
    openai: fc.record({
      connections: fc.dictionary(fc.constantFrom("https://a.example", "https://b.example"), connection),
    }),
    ldap: fc.record({ server: fc.record({ app_dn_password: secret }, { requiredKeys: [] }) }),
  },
  { requiredKeys: [] },
);
const write = (stated: object, base?: string) =>
  JSON.stringify({ version: 1, ...(base === undefined ? {} : { extends: base }), ...stated }, null, 1);
const stateOf = async (files: Record<string, string>) => {
  const { declared, allow, server } = await readFiles(files);
  return { declared, allow, server };
};

it("merges a chain the same however it is grouped", () =>
  fc.assert(
    fc.asyncProperty(settings, settings, settings, async (low, middle, high) => {
      const chain = { "low.yaml": write(low), "middle.yaml": write(middle, "low.yaml") };
      const whole = await stateOf({ "high.yaml": write(high, "middle.yaml"), ...chain });
      const listed = { "l.yaml": write(low), "m.yaml": write(middle) };
      const list = JSON.stringify({ version: 1, extends: ["l.yaml", "m.yaml"], ...high });
      expect(await stateOf({ "spec.yaml": list, ...listed })).toEqual(whole);
      // (low + middle) + high
      const below = mergeByHand(low, middle);
      expect(await stateOf({ "high.yaml": write(high, "b"), b: write(below) })).toEqual(whole);
      // low + (middle + high)
      const above = mergeByHand(middle, high);
      expect(await stateOf({ "spec.yaml": write(above, "low.yaml"), ...chain })).toEqual(whole);
    }),
    { numRuns: 300 },
  ));

/** Says again what is merged and what is not, without the code under test. */
function mergeByHand(low: unknown, high: unknown): object {
  const isMap = (one: unknown): one is JsonObject =>
    typeof one === "object" && one !== null && !Array.isArray(one);
  const isReference = (one: JsonObject) => "env" in one || "file" in one || "group" in one;
  const merge = (a: unknown, b: unknown): unknown => {
    if (!isMap(a) || !isMap(b) || isReference(a) || isReference(b)) return b;
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return Object.fromEntries(
      keys.map((key) => [key, key in a && key in b ? merge(a[key], b[key]) : (key in b ? b : a)[key]]),
    );
  };
  return merge(low, high) as object;
}

it("takes a file that extends an empty base, or is extended by one that says nothing, as it is", () =>
  fc.assert(
    fc.asyncProperty(settings, async (stated) => {
      const alone = await stateOf({ "spec.yaml": write(stated) });
      expect(await stateOf({ "spec.yaml": write(stated, "base.yaml"), "base.yaml": "version: 1\n" })).toEqual(
        alone,
      );
      expect(await stateOf({ "spec.yaml": write({}, "base.yaml"), "base.yaml": write(stated) })).toEqual(
        alone,
      );
    }),
    { numRuns: 300 },
  ));

// A value that no setting takes, and that tells where it stands.
const marks = ["top", "left", "right", "base"] as const;
const places = [
  ["adminConfig", "ENABLE_SIGNUP"],
  ["adminConfig", "DEFAULT_USER_ROLE"],
  ["ldap", "enabled"],
  ["ldap", "server", "port"],
  ["openai", "connections", "https://a.example", "config", "enable"],
] as const;
const wrong = fc.uniqueArray(fc.constantFrom(...places), { selector: (path) => path.join() });

it("points to the text that said a wrong value, in the file whose value won", () =>
  fc.assert(
    fc.asyncProperty(
      wrong,
      wrong,
      wrong,
      wrong,
      fc.array(fc.constantFrom("", "# a comment")),
      async (...drawn) => {
        const [top, left, right, base, lines] = drawn;
        const stated = { top, left, right, base };
        const bases = { top: ["left", "right"], left: "base", right: "base", base: undefined };
        const files = Object.fromEntries(
          marks.map((mark) => {
            const body = stated[mark].map((path) =>
              path.reduceRight<unknown>((below, key) => ({ [key]: below }), mark),
            );
            const merged = body.reduce<object>((all, one) => mergeByHand(all, one), {});
            const text = JSON.stringify({ version: 1, extends: bases[mark], ...merged }, null, 2);
            return [mark, `${lines.map((line) => `${line}\n`).join("")}${text}\n`];
          }),
        );
        const winners = places.flatMap((path) => {
          const file = marks
            // Of two in a list the later one wins.
            .toSorted((a, b) => rank(a) - rank(b))
            .find((mark) => stated[mark].includes(path));
          return file === undefined ? [] : [`${file} ${path.join(".")}`];
        });
        const problems = (await problemsOfFiles(files)).filter(({ severity }) => severity === "error");
        const told = problems.map(({ file, line, column, path, frame }) => {
          const source = readSource(files[file] ?? "", file);
          const start = source.lineStarts[line - 1] ?? 0;
          expect(source.text.slice(start + column - 1)).toMatch(new RegExp(`^"${file}"`));
          expect(positionAt(source, start + column - 1)).toEqual({ line, column });
          expect(frame?.split("\n")[0]).toContain(`"${file}"`);
          return `${file} ${path?.replace('connections["https://a.example"]', "connections.https://a.example")}`;
        });
        expect(told.toSorted()).toEqual(winners.toSorted());
      },
    ),
    { numRuns: 300 },
  ));

function rank(mark: (typeof marks)[number]): number {
  return ["top", "right", "left", "base"].indexOf(mark);
}

it("merges thousands of files without reading one twice", async () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${index}.yaml`);
  const files = Object.fromEntries(
    names.map((name, index) => [name, write({ adminConfig: { I18N: { [name]: { a: String(index) } } } })]),
  );
  const all = { "spec.yaml": JSON.stringify({ version: 1, extends: [...names, ...names] }), ...files };
  const sources = createSources(all);
  const { declared } = await readSpec("spec.yaml", sources);
  expect(sources.asked).toHaveLength(2001);
  expect(Object.keys((declared.adminConfig as { I18N: object }).I18N)).toEqual(names);
});
