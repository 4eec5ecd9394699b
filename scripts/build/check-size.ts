import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Fails when the package, or all that npm installs with it, is larger than it needs to be; in kB, unpacked. */
const budgets = { package: 3300, dependencies: 9600 };

const root = fileURLToPath(new URL("../../", import.meta.url));
const npm = (...args: string[]) => execFileSync("npm", args, { cwd: root }).toString();

const [packed] = JSON.parse(npm("pack", "--dry-run", "--json", "--ignore-scripts")) as {
  unpackedSize: number;
}[];
const folders = npm("ls", "--omit=dev", "--all", "--parseable").trim().split("\n").slice(1);
const sizes = { package: packed?.unpackedSize ?? Number.NaN, dependencies: sum(folders.map(measureFolder)) };

for (const [name, budget] of Object.entries(budgets)) {
  const size = Math.ceil(sizes[name as keyof typeof sizes] / 1000);
  process.stdout.write(`${name}: ${size} kB unpacked, of at most ${budget} kB\n`);
  if (!(size <= budget)) process.exitCode = 1;
}

function measureFolder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return sum(files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
