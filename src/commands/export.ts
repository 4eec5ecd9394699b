import { readItems } from "../api/items.ts";
import { readLive } from "../api/settings.ts";
import { ExitCode } from "../errors.ts";
import type { Live } from "../model/resource.ts";
import { listLive } from "../model/settings.ts";
import { findResource, resources } from "../resources/index.ts";
import { exportSpec } from "../spec/export-spec.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import type { Command, Context } from "./context.ts";
import { isSelected } from "./select-sections.ts";
import { findTarget } from "./target.ts";

/** The options of `export`. */
export interface ExportOptions extends ConnectOptions {
  /** The file to write; `-` is standard output. */
  output: string;
  force: boolean;
  all: boolean;
  /** The sections to export; all when empty. */
  only: readonly string[];
}

/** Writes the live settings down as a spec with references in place of secrets. */
export const exportCommand: Command<ExportOptions> = async (options, context) => {
  // Before a sign-in is spent on it.
  const toFile = options.output !== "-";
  if (toFile) await context.refuseExisting(options.output, options.force);
  const text = await readAsSpec(options, context);
  if (!toFile) context.stdout.write(text);
  else {
    await context.writeFile(options.output, text);
    context.stderr.write(`Written to ${options.output}. Check it with: owconf plan ${options.output}\n`);
  }
  return ExitCode.ok;
};

/** Returns the live settings as a spec. */
export async function readAsSpec(
  options: Pick<ExportOptions, "all" | "only"> & ConnectOptions,
  context: Context,
): Promise<string> {
  const { all, only } = options;
  const target = await findTarget(options, undefined, context);
  const names = resources.map(({ name }) => name).filter((name) => isSelected(name, only));
  const use = { readOnly: true, concurrentReads: names.length };
  const session = await connect(target, {}, options, use, context);
  try {
    const { live, absent } = await readLive(session.http, session.server.version, names);
    const email = target.way?.kind === "password" ? target.way.account : undefined;
    const { group: groups = [] } = namesGroup(live) ? await readItems(session.http, ["group"]) : {};
    return exportSpec({ server: session.server, email, live, absent, groups, all });
  } finally {
    await session.close();
  }
}

function namesGroup(live: Live): boolean {
  return Object.entries(live).some(([name, settings]) =>
    [...listLive(findResource(name).root, settings).values()].some(
      ({ leaf, value }) => leaf?.refersTo === "group" && Boolean(value),
    ),
  );
}
