// Plans a spec and applies it when a change is due: what `owconf apply` does, as a program.
// Usage: flow.ts SPEC; reads OWCONF_TOKEN, and what the spec's secrets refer to.
import { readFile } from "node:fs/promises";
import {
  applyPlan,
  findObstacles,
  listKinds,
  listNeeded,
  openSession,
  plain,
  planChanges,
  readItems,
  readLive,
  readSpec,
  renderPlan,
  resolveNames,
  resolveSecrets,
} from "owconf";

const file = process.argv[2] ?? "owconf.yaml";
const sources = { env: process.env, readFile: (path: string) => readFile(path) };
const spec = await readSpec(file, sources);
// OWCONF_TOKEN signs in: no secret of the spec's `server` section is needed.
const { desired: stated } = await resolveSecrets(spec, sources, () => false);

const session = await openSession({
  url: spec.server.url ?? process.env.OWCONF_URL ?? "",
  credentials: { token: process.env.OWCONF_TOKEN ?? "" },
});
try {
  const { live, absent } = await readLive(session.http, session.server.version, listNeeded(stated));
  const { desired, problems } = resolveNames(stated, await readItems(session.http, listKinds(stated)));
  const plan = planChanges(desired, live, session.server, session.actor);
  process.stdout.write(renderPlan(plan, spec.allow, plain));

  const obstacles = [...problems, ...findObstacles(plan, desired, live, absent, session.actor.credential)];
  const dangers = plan.dangers.filter(({ name }) => !spec.allow.includes(name));
  if (obstacles.length > 0 || dangers.length > 0) {
    process.exitCode = 5;
  } else if (plan.summary.change > 0) {
    const report = await applyPlan({ plan, desired, live, session });
    process.stdout.write(`${report.status}\n`);
  }
} finally {
  await session.close();
}
