import { expect, it } from "vitest";
import { stringify } from "yaml";
import { type Json, nestAt } from "../../src/model/json.ts";
import { type Path, showPath } from "../../src/model/path.ts";
import type { Resource } from "../../src/model/resource.ts";
import { findNode } from "../../src/model/settings.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { sampleBodies } from "../contract/samples.ts";
import { compareStored, listSections, readStored, writeByHand } from "../contract/settings-by-hand.ts";
import type { Target } from "../contract/target.ts";
import { allowAll, expectDone, runOn } from "./run-on.ts";

/** One setting of each section, and a value that the sample does not have. */
const settings: Readonly<Record<ResourceName, readonly [Path, Json]>> = {
  connections: [["ENABLE_DIRECT_CONNECTIONS"], false],
  openai: [["connections", "https://b.example.com/v1", "config", "enable"], false],
  ollama: [["connections", "http://b.example.com:11434", "config", "enable"], true],
  toolServers: [["tools", "info", "description"], "Other tools"],
  terminalServers: [["shell", "name"], "Other shell"],
  codeExecution: [["CODE_EXECUTION_JUPYTER_TIMEOUT"], 90],
  images: [["IMAGE_STEPS"], 21],
  audio: [["tts", "VOICE"], "other"],
  embedding: [["RAG_EMBEDDING_BATCH_SIZE"], 7],
  retrieval: [["web", "WEB_SEARCH_RESULT_COUNT"], 9],
  modelDefaults: [["MODEL_ORDER_LIST"], ["b", "a"]],
  tasks: [["TITLE_GENERATION_PROMPT_TEMPLATE"], "Other title"],
  subagents: [["SUBAGENTS_MAX_ASYNC"], 5],
  chats: [["CONTEXT_COMPACTION_PROMPT_TEMPLATE"], "Shorter"],
  evaluations: [["EVALUATION_ARENA_MODELS", "duel", "name"], "Other duel"],
  permissions: [["chat", "delete"], true],
  banners: [["two", "content"], "Other banner"],
  suggestions: [["suggestions"], [{ title: ["Other", "one"], content: "Other" }]],
  interfaceVisibility: [["model_editor.capabilities.vision"], true],
  webhook: [["url"], "https://hooks.example.com/secret-of-other"],
  oauth: [["OAUTH_PROVIDER_NAME"], "Other"],
  adminConfig: [["WEBUI_URL"], "https://other.example.com"],
  ldapServer: [["label"], "Other"],
  ldapConfig: [["enabled"], false],
};

/** Describes one change to each section of a server that holds the samples. */
export function describeSections(release: string, getTarget: () => Target): void {
  it("has most sections", () => {
    expect(listSections(release).length).toBeGreaterThan(11);
  });

  it.each(listSections(release))("changes one setting of $name and no other", async (resource) => {
    const target = getTarget();
    const name = resource.name as ResourceName;
    const [path, value] = settings[name];
    const spec = declare(resource, path, value);
    const run = (...args: string[]) => runOn(target, spec, args, { SECRET: String(value) });

    const before = await readStored(target);
    expectDone(await run("apply", "--auto-approve", "--skip-ldap-check", ...allowAll));
    const after = await readStored(target);
    const differences = compareStored(before, after);
    expect(Object.keys(differences)).toHaveLength(1);
    const planned = await run("plan", "--detailed-exitcode");
    expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("In sync:")]);

    const body = sampleBodies(name, release).at(-1) ?? null;
    await writeByHand(target, resource, body);
    expect(compareStored(before, await readStored(target))).toEqual({});
    const found = await run("plan", "--json");
    const changes = JSON.parse(found.stdout).resources.flatMap((one: { changes: object[] }) => one.changes);
    const isSecret = hasSecret(resource, path);
    expect(changes).toEqual([
      expect.objectContaining({
        path: showPath([...resource.specPath, ...path]),
        sensitive: isSecret,
        ...(isSecret ? {} : { desired: value }),
      }),
    ]);
    expectDone(await run("apply", "--auto-approve", "--skip-ldap-check", ...allowAll));
    expect(compareStored(after, await readStored(target))).toEqual({});
  });
}

/** Returns a spec of one setting; a secret is that of SECRET. */
function declare(resource: Resource, path: Path, value: Json): string {
  const stated = hasSecret(resource, path) ? { env: "SECRET" } : value;
  const section = nestAt([...resource.specPath, ...path], stated);
  return stringify({ version: 1, ...(section as object) });
}

function hasSecret({ root }: Resource, path: Path): boolean {
  const node = findNode(root, path);
  return node?.kind === "leaf" && node.secret !== undefined;
}
