import { join } from "node:path";
import { type Plugin, rolldown } from "rolldown";

/** What every command needs that reads a spec: one large file is loaded faster than a dozen small ones. */
const core =
  /\/src\/(model|releases|resources)\/(?!danger-names|whole-zod)|\/src\/spec\/(?!base|expect|expl|export|extend|find|json|merge|parse-spec|prob|read-spec|sugg|unknown)|\/node_modules\/yaml\//;

/** Bundles the command into `dist`. Returns the files that went in. */
export async function bundleCommand(root: string, dist: string): Promise<string[]> {
  const bundle = await rolldown({
    cwd: root,
    input: { cli: "src/start.ts" },
    platform: "node",
    preserveEntrySignatures: false,
    tsconfig: false,
    resolve: {
      alias: {
        undici: join(root, "scripts/build/undici.cjs"),
        // The same code as ES modules, of which only what is used is taken.
        yaml: join(root, "node_modules/yaml/browser/index.js"),
      },
    },
    plugins: [leaveOut(join(root, "scripts/build"))],
  });
  const { output } = await bundle.write({
    dir: dist,
    // Node loads it without its loader for ES modules.
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "cli/[name].cjs",
    minify: false,
    comments: false,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: "core", test: core }] },
  });
  await bundle.close();
  return output.flatMap((one) => (one.type === "chunk" ? one.moduleIds : []));
}

/**
 * What packages load at their start and owconf never comes to: of undici HTTP/2, with all of Node's TLS even for
 * a server without, bodies that are forms, and Node's own HTTP; of commander commands that are programs of their own.
 */
const unused: readonly (readonly [importer: RegExp, source: string, replacement: string])[] = [
  [/\/node_modules\/undici\//, "./client-h2.js", "left-out.cjs"],
  [/\/node_modules\/undici\//, "../web/fetch/body.js", "left-out.cjs"],
  [/\/node_modules\/undici\//, "node:http", "node-http.cjs"],
  [/\/node_modules\/commander\//, "node:child_process", "left-out.cjs"],
  // Proxies, which few need, are no part of what all do.
  [/\/src\/api\/proxied\.ts$/, "undici", "undici-proxies.cjs"],
];

function leaveOut(folder: string): Plugin {
  return {
    name: "leave-out",
    resolveId: (source, importer = "") => {
      const found = unused.find(([from, part]) => part === source && from.test(importer));
      return found ? join(folder, found[2]) : null;
    },
  };
}
