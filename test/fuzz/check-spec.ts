import { type Run, runOwconf } from "../commands/run-owconf.ts";
import { type EmulatedServer, startEmulatedServer } from "../server/index.ts";

const admin = { name: "Ada", email: "admin@example.com", password: "fuzz-canary" };
/** Says nothing of its own, so whatever it extends is judged the same. */
const over = "version: 1\nextends: owconf.yaml\n";
const stackLine = /^\s+at .+:\d+/m;

/** Runs commands on specs, and holds them against what must be true of any spec. */
export interface SpecChecker {
  /** Throws when `validate` or `plan` breaks down over a spec. Returns their exit codes. */
  check(content: Uint8Array): Promise<number[]>;
  close(): Promise<void>;
}

export async function createSpecChecker(): Promise<SpecChecker> {
  const server: EmulatedServer = await startEmulatedServer({ admin });
  const env = { OWCONF_URL: server.url, OWCONF_EMAIL: admin.email, OWCONF_PASSWORD: admin.password };
  const run = (content: Uint8Array, args: string[]) =>
    runOwconf(args, {
      env,
      files: {
        "owconf.yaml": content,
        "over.yaml": over,
        "secret.txt": "file-canary",
        "./secret.txt": "file-canary",
      },
    });
  return {
    check: async (content) => {
      server.state.signIns.clear();
      server.state.sessions.clear();
      server.requests.length = 0;
      const valid = await run(content, ["validate"]);
      requireSane(valid, [0, 3]);
      const extended = await run(content, ["validate", "over.yaml"]);
      requireSane(extended, [valid.exitCode]);
      if (valid.exitCode !== 0 && extended.stderr !== valid.stderr) {
        throw new Error(`told otherwise where it is extended: ${extended.stderr}`);
      }
      const planned = await run(content, ["plan", "--json"]);
      // 4: a fuzzed account cannot sign in.
      requireSane(planned, [0, 3, 4]);
      JSON.parse(planned.stdout);
      if (server.requests.some(({ method, path }) => method === "POST" && path.includes("/admin/"))) {
        throw new Error("plan wrote");
      }
      return [valid.exitCode, planned.exitCode];
    },
    close: () => server.close(),
  };
}

function requireSane({ exitCode, stdout, stderr }: Run, allowed: readonly number[]): void {
  const said = stdout + stderr;
  if (!allowed.includes(exitCode)) throw new Error(`exit ${exitCode}: ${said}`);
  if (stackLine.test(stderr)) throw new Error(`a stack trace: ${said}`);
  if (exitCode !== 0 && !stderr.includes("error:")) throw new Error(`no error: ${said}`);
  if (said.includes("\u001b")) throw new Error(`an escape code: ${JSON.stringify(said)}`);
}
