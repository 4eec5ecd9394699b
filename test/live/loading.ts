import { expect, it } from "vitest";
import { compareStored, readStored } from "../contract/settings-by-hand.ts";
import type { Target } from "../contract/target.ts";
import { allowAll, runOn } from "./run-on.ts";

interface Case {
  what: string;
  settings: string;
  /** The releases that say so when it fails. */
  on: (release: string) => boolean;
}

const cases: readonly Case[] = [
  { what: "Whisper", settings: 'audio:\n  stt:\n    ENGINE: ""\n', on: () => true },
  // The others answer 200 and have no model.
  {
    what: "an embedding model",
    settings: 'embedding:\n  RAG_EMBEDDING_ENGINE: ""\n',
    on: (release) => release === "0.9.6",
  },
];

/** Describes writes that load a model, on a server that has none and cannot download it. */
export function describeLoading(release: string, getTarget: () => Target): void {
  it.each(cases.filter(({ on }) => on(release)))(
    "puts all back where $what cannot be loaded, which the server stores and answers 500",
    async ({ settings }) => {
      const target = getTarget();
      const before = await readStored(target);
      const spec = `version: 1\nmodelDefaults:\n  MODEL_ORDER_LIST: [later]\n${settings}`;
      const { exitCode, stdout } = await runOn(target, spec, ["apply", "--auto-approve", ...allowAll]);
      expect([exitCode, stdout]).toEqual([6, expect.stringContaining("[apply.failed-but-stored]")]);
      expect(stdout).toContain("Failed and rolled back: the server is as before.");
      expect(compareStored(before, await readStored(target))).toEqual({});
    },
  );
}
