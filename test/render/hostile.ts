import fc from "fast-check";
import type { Diagnostic } from "../../src/errors.ts";
import type { Json } from "../../src/model/json.ts";
import type { Change, Plan, ResourcePlan } from "../../src/plan/types.ts";
import type { PlanView, Stated, StatedPlan } from "../../src/render/plan-view.ts";

/** What tries to be more than text in Markdown, HTML, workflow commands or XML. */
const hostile = [
  "@octocat",
  "#12",
  "owner/repo#1",
  "GH-1",
  "d0dd1f61a2f6b4d8a3d9d9e8b2ab0b6d5b5d1f61",
  "https://evil.test",
  "www.evil.test",
  "someone@evil.test",
  "<https://evil.test>",
  "[click](https://evil.test)",
  "![x](https://evil.test/x.png)",
  "[ref]: https://evil.test",
  "[^1]",
  ":tada:",
  "<script>alert(1)</script>",
  "<!-- owconf plan: other -->",
  "--> out",
  "--!> out",
  "]]> out",
  "<![CDATA[",
  "&lt;&#64;octocat",
  "`",
  "``",
  "```",
  "````\n# out",
  "~~~\n# out",
  "a\n```\n@octocat\n   ```\n",
  "a\n`````\n[click](https://evil.test)\n",
  "` @octocat `",
  " `",
  "` ",
  "| a | b |\n| - | - |",
  "\\`",
  "$`x`$",
  "\n\n# Heading\n\n- [ ] task",
  "    indented",
  "***",
  "\t",
  " ",
  "  two  ",
  "",
  "%0A::error::x",
  "%25",
  "\n::error file=a::x",
  "\r::set-output name=a::b",
  "##[error]x",
  "a:b,c=d",
  "]::",
  "\u0000\u0001\u001b[2J\u009b",
  "\ufffe\uffff\ud800",
  "\u202e\u2028\u2029\u200b",
  "'\"<>&",
  "&quot;",
  "ä🚀",
  "`".repeat(400),
  "x".repeat(5000),
];

export const texts = fc.oneof(
  fc.constantFrom(...hostile),
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const values: fc.Arbitrary<Json> = fc.oneof(
  texts,
  fc.array(texts, { maxLength: 3 }),
  fc.dictionary(texts, texts, { maxKeys: 2 }),
  fc.constantFrom(null, true, 5),
);

const dangers = ["endless-session", "open-admin"].map((name) => ({ name, reason: "it is dangerous" }));
const ofDanger = fc.option(
  fc.subarray(
    dangers.map(({ name }) => name),
    { minLength: 1 },
  ),
  { nil: undefined },
);

const changes: fc.Arbitrary<Change> = fc
  .record({
    name: texts,
    kind: fc.nat(3),
    live: values,
    desired: values,
    dangers: ofDanger,
    factory: fc.boolean(),
  })
  .map(({ name, kind, live, desired, dangers, factory }) => {
    const change = { path: `part[${JSON.stringify(name)}]`, ...(dangers && { dangers }) };
    if (kind === 0) return { ...change, action: "delete", sensitive: false };
    if (kind === 1) return { ...change, action: "create", sensitive: false };
    if (kind === 2) return { ...change, action: "update", sensitive: true, secretChange: "set" };
    // What stays the same is shown, too.
    const wanted = typeof live === "string" && live.includes("\n") ? `${live}more` : desired;
    return {
      ...change,
      action: "update",
      sensitive: false,
      live,
      desired: wanted,
      ...(factory && { factory }),
    };
  });

const places = fc.record({ file: texts, line: fc.nat(99), column: fc.nat(99) });
export const warnings: fc.Arbitrary<Diagnostic> = fc
  .record({ place: places, message: texts, hint: texts, frame: texts })
  .map(({ place, ...words }) => ({ ...place, severity: "warning", code: "plan.some-finding", ...words }));

/** Returns a plan that has these changes; entries that are created have a setting below them. */
export function createPlan(own: readonly Change[], server: Plan["server"]): Plan {
  const all = own.flatMap((change): Change[] =>
    change.action === "create"
      ? [
          change,
          {
            path: `${change.path}.x`,
            within: change.path,
            action: "create",
            sensitive: false,
            desired: change.path,
          },
        ]
      : [change],
  );
  const resource: ResourcePlan = {
    ...{ resource: "part", title: "some part", path: "part", changes: all },
    ...{ inSync: 1, unmanaged: 0 },
  };
  const near = dangers.map((one) => {
    const paths = all.filter((change) => change.dangers?.includes(one.name)).map(({ path }) => path);
    return { ...one, paths, resources: ["part"] };
  });
  return {
    server,
    resources: [resource],
    dangers: near.filter(({ paths }) => paths.length > 0),
    summary: {
      ...{ change: own.length, resources: 1, inSync: 1, unmanaged: 0 },
      dangerous: own.filter((one) => one.dangers !== undefined).length,
    },
  };
}

export function stateAll({ resources }: Plan, place = { file: "owconf.yaml", line: 3, column: 5 }): Stated[] {
  const changed = resources.flatMap(({ path, changes }) =>
    changes.map((change): Stated => ({ section: path, path: change.path, change, place })),
  );
  return [...changed, { section: "part", path: "part.inSync" }];
}

/** Plans whose every text is hostile. */
export const plans: fc.Arbitrary<PlanView & StatedPlan> = fc
  .record({
    changes: fc.uniqueArray(changes, { maxLength: 6, selector: ({ path }) => path }),
    server: fc.record({ url: texts, version: texts }),
    warnings: fc.array(warnings, { maxLength: 3 }),
    place: places,
    next: fc.option(texts, { nil: undefined }),
  })
  .map(({ changes, server, warnings, place, next }) => {
    const plan = createPlan(changes, server);
    return { plan, allowed: ["open-admin"], warnings, next, stated: stateAll(plan, place) };
  });
