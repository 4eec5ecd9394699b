import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Shell, shells } from "../../src/completion/names.ts";
import { program } from "../bundled-program.ts";

/** The shells of this machine. */
export const present: readonly Shell[] = shells.filter(
  (shell) => spawnSync(shell, ["-c", "exit 0"]).status === 0,
);

/** What a shell makes of what is typed. */
export interface Pressed {
  /** The words that it offers; of zsh, the line after Tab. */
  words: string[];
  stderr: string;
}

/** Returns a folder with owconf, its scripts, and files to be completed. */
export function prepareFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "owconf-completion-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "envs"));
  const start = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
  writeFileSync(join(folder, "bin", "owconf"), start, { mode: 0o755 });
  for (const file of ["prod.yaml", "prod.txt", "my spec.yml"])
    writeFileSync(join(folder, file), "version: 1\n");
  for (const shell of shells) {
    const script = execFileSync(process.execPath, [program, "completion", shell], { encoding: "utf8" });
    writeFileSync(join(folder, `script.${shell}`), script);
  }
  return folder;
}

/** Presses Tab behind a line in a real shell. */
export function pressTab(shell: Shell, line: string, folder: string): Pressed {
  const run = { bash: runBash, zsh: runZsh, fish: runFish }[shell];
  return run(line, folder);
}

function runProcess(command: string, args: readonly string[], folder: string) {
  const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
  const env = { PATH, HOME: folder, TERM: "dumb" };
  return spawnSync(command, args, { cwd: folder, env, encoding: "utf8" });
}

/** Calls the function as Bash does: the line cut at blanks and at COMP_WORDBREAKS. */
function runBash(line: string, folder: string): Pressed {
  const words = [...line.matchAll(/[^\s=:]+|[=:]+|(?<=\s)$/g)].map(([word]) => word);
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `source script.bash
    COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1} COMP_LINE='${line}' COMP_POINT=${line.length}
    _owconf
    ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = runProcess("bash", ["--norc", "-c", script], folder);
  return { words: stdout.split("\n").filter(Boolean), stderr };
}

function runFish(line: string, folder: string): Pressed {
  const script = `source script.fish; complete --do-complete '${line}'`;
  const { stdout, stderr } = runProcess("fish", ["--no-config", "-c", script], folder);
  const words = stdout.split("\n").map((one) => one.replace(/\t.*/, ""));
  return { words: words.filter(Boolean), stderr };
}

const zshSetUp = `autoload -Uz compinit && compinit -u
source script.zsh
tell() { print -r -- $BUFFER > buffer; exit }
zle -N tell
bindkey '^X' tell
PS1='READY>'
`;

/** Types into a zsh with a terminal of its own, and has it write down what its line is. */
function runZsh(line: string, folder: string): Pressed {
  writeFileSync(join(folder, "buffer"), "");
  writeFileSync(join(folder, "set-up.zsh"), zshSetUp);
  const script = `zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell source set-up.zsh
    zpty -r shell part '*READY>*'
    zpty -w -n shell $'${line}\\t\\x18'
    while zpty -r shell part; do :; done
    zpty -d shell`;
  const { stderr } = runProcess("zsh", ["-f", "-c", script], folder);
  const buffer = readFileSync(join(folder, "buffer"), "utf8").replace(/\n$/, "");
  return { words: [buffer], stderr };
}
