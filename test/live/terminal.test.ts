import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { program } from "../bundled-program.ts";
import { environmentFor, ldapSpec, onStage } from "../commands/journey.ts";
import { findPython } from "./install.ts";

// Node has no pseudo-terminal of its own, Python has. It is 0 columns wide, as some are in containers.
const answerPrompt = `
import os, pty, sys
answer, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
said = b""
answered = False
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    said += part
    if not answered and b"Apply this to" in said and b"No" in said.split(b"Apply this to")[1]:
        os.write(terminal, answer.encode())
        answered = True
status = os.waitpid(child, 0)[1]
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(status) if answered else 99)
`;

/** Runs owconf on a terminal of its own, and types `answer` when it asks. */
async function answer(url: string, typed: string): Promise<{ exitCode: number; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "owconf-terminal-"));
  const python = await findPython();
  try {
    await writeFile(join(folder, "owconf.yaml"), ldapSpec);
    const command = [process.execPath, program, "apply", "--skip-ldap-check"];
    const env = {
      PATH: process.env.PATH ?? "",
      TERM: "xterm",
      ...environmentFor(url),
    };
    return await new Promise((resolve) => {
      execFile(
        python,
        ["-c", answerPrompt, typed, ...command],
        { cwd: folder, env, timeout: 60_000 },
        (error, output) => resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), output }),
      );
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("apply on a terminal", () => {
  it("writes after a yes", () =>
    onStage({}, async ({ server }) => {
      const { exitCode, output } = await answer(server.url, "y");
      expect(output).toContain("settings changed and read back.");
      expect(exitCode).toBe(0);
      expect(server.state.ldapEnabled).toBe(true);
    }));

  it.each([
    ["a no", "n"],
    ["Enter", "\r"],
    ["Escape", "\u001b"],
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("writes nothing after %s", (_name, typed) =>
    onStage({}, async ({ server }) => {
      const { exitCode, output } = await answer(server.url, typed);
      expect(output).toContain("not approved, nothing was written");
      expect(exitCode).toBe(5);
      expect(server.state.ldapEnabled).not.toBe(true);
    }),
  );
});
