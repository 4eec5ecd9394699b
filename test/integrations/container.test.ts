import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// No image is built here: what the file says is read, and what it runs is run.

const folder = "integrations/container";
const dockerfile = readFileSync(`${folder}/Dockerfile`, "utf8");
const instructions = dockerfile
  .replace(/^\s*#.*\n/gm, "")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter(Boolean)
  .map((line) => /^(\w+) +(.*)$/.exec(line)?.slice(1) ?? [])
  .map(([name = "", rest = ""]) => ({ name, rest }));
const last = (name: string) => instructions.findLast((one) => one.name === name)?.rest;

describe("the Dockerfile", () => {
  it("ends as a user without rights, in an image of its own", () => {
    const names = instructions.map(({ name }) => name).join(" ");
    expect(names).toBe("FROM WORKDIR COPY RUN COPY RUN FROM RUN COPY ENV USER WORKDIR ENTRYPOINT CMD");
    expect(last("USER")).toBe("65532:65532");
    const images = instructions.filter(({ name }) => name === "FROM").map(({ rest }) => rest);
    expect(images).toEqual(["node:22-slim AS build", "node:22-slim"]);
    expect(JSON.parse(last("ENTRYPOINT") ?? "")).toEqual(["owconf"]);
  });

  it("copies what there is, and what the build reads", () => {
    const ignored = readFileSync(`${folder}/Dockerfile.dockerignore`, "utf8");
    const kept = [...ignored.matchAll(/^!(.*)$/gm)].map(([, path]) => path ?? "");
    expect(kept.filter((path) => !existsSync(path))).toEqual([]);
    const { files } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(kept).toEqual(expect.arrayContaining(files.filter((path: string) => path !== "dist")));
    const copied = instructions
      .find(({ name }) => name === "COPY")
      ?.rest.split(" ")
      .slice(0, -1);
    expect(copied).toEqual(["package.json", "package-lock.json"]);
  });
});

describe("what the image runs", () => {
  const root = mkdtempSync(join(tmpdir(), "owconf-image-"));
  const prefix = join(root, "prefix");
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  beforeAll(() => {
    chmodSync(root, 0o755);
    const npm = (...args: string[]) => execFileSync("npm", args, { encoding: "utf8", stdio: "pipe" });
    const [packed] = JSON.parse(npm("pack", "--ignore-scripts", "--json", "--pack-destination", root));
    const tarball = join(root, packed.filename);
    npm(
      "install",
      "--global",
      "--prefix",
      prefix,
      "--omit=dev",
      "--ignore-scripts",
      "--prefer-offline",
      tarball,
    );
  });

  it("is installed into an empty prefix, and runs", () => {
    const { stdout } = spawnSync(join(prefix, "bin", "owconf"), ["--version"], { encoding: "utf8" });
    expect(stdout).toBe(`${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
  });

  it("runs as another user on a read-only root, where this machine lets one try", () => {
    const path = [join(prefix, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
    const command = 'touch /tmp/written 2>/dev/null && exit 99; printf "version: 1\\n" | owconf validate -';
    const script = [
      "mount --bind / /mnt && mount -o remount,bind,ro /mnt || exit 98",
      // A file system of its own, such as that of /tmp, does not come along.
      `[ -e '/mnt${prefix}/bin/owconf' ] && [ -e '/mnt${process.execPath}' ] || exit 98`,
      `exec chroot --userspec=65532:65532 /mnt /usr/bin/env -i PATH='${path}' sh -c '${command}'`,
    ].join("\n");
    const { status, stdout } = spawnSync("unshare", ["--mount", "sh", "-c", script], { encoding: "utf8" });
    if (status === null || status === 98 || (status === 1 && stdout === "")) {
      process.stderr.write("this machine lets no test mount its root: the read-only root was not tried\n");
      return;
    }
    expect([status, stdout]).toEqual([0, "Valid: (standard input)\n"]);
  });
});
