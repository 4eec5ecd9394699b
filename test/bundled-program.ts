import { fileURLToPath } from "node:url";
import { bundleCommand } from "../scripts/build/bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The command as it is published. */
export const program = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));

/** Bundles it; for vitest's globalSetup. */
export async function setup(): Promise<void> {
  await bundleCommand(root, fileURLToPath(new URL("../dist", import.meta.url)));
}
