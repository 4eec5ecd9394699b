import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { probePlace, refuseExisting, writeTextFile } from "../src/files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "owconf-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a place to write to", () => {
  it.each([true, false])("may not be a folder, force %s", async (force) => {
    await expect(refuseExisting(folder, force)).rejects.toMatchObject({
      message: `${folder} is a folder`,
      hint: `give a file: ${join(folder, "owconf.yaml")}`,
    });
  });

  it("may be a file that is there only with force", async () => {
    const path = join(folder, "a.yaml");
    await refuseExisting(path, false);
    await writeFile(path, "before");
    await expect(refuseExisting(path, false)).rejects.toMatchObject({
      message: `${path} already exists`,
      hint: expect.stringContaining("--force"),
    });
    await refuseExisting(path, true);
    await writeTextFile(path, "after");
    expect(await readFile(path, "utf8")).toBe("after");
    expect(await readdir(folder)).toEqual(["a.yaml"]);
  });

  it("may be a device, which stays one", async () => {
    await symlink("/dev/null", join(folder, "null"));
    for (const path of ["/dev/null", join(folder, "null")]) {
      await refuseExisting(path, false);
      await writeTextFile(path, "text");
      expect((await stat(path)).isCharacterDevice()).toBe(true);
    }
    expect(await readdir(folder)).toEqual(["null"]);
  });

  it("may be a pipe, which is written to as it is", async () => {
    const path = join(folder, "pipe");
    await promisify(execFile)("mkfifo", [path]);
    await refuseExisting(path, false);
    const [text] = await Promise.all([readFile(path, "utf8"), writeTextFile(path, "text")]);
    expect(text).toBe("text");
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  it("is looked at beforehand, and left as it is", async () => {
    const [path, pipe] = [join(folder, "plan.json"), join(folder, "pipe")];
    await promisify(execFile)("mkfifo", [pipe]);
    expect(await probePlace(path)).toBe("nothing");
    await writeFile(path, "before");
    expect(await probePlace(path)).toBe("file");
    // Opening a pipe that nobody reads would wait for ever.
    expect(await probePlace(pipe)).toBe("stream");
    expect(await probePlace("/dev/null")).toBe("stream");
    expect(await readFile(path, "utf8")).toBe("before");
    expect((await readdir(folder)).sort()).toEqual(["pipe", "plan.json"]);
    await expect(probePlace(folder)).rejects.toThrow(`${folder} is a folder`);
    const nowhere = join(folder, "none", "plan.json");
    await expect(probePlace(nowhere)).rejects.toThrow(`cannot write ${nowhere}: ENOENT`);
  });

  it("is for its owner only where the mode says so, also when it was not before", async () => {
    const path = join(folder, "plan.json");
    await writeFile(path, "before", { mode: 0o644 });
    await writeTextFile(path, "after", 0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["plan.json"]);
  });

  it("is named when it cannot be written", async () => {
    const path = join(folder, "none", "a.yaml");
    await expect(writeTextFile(path, "text")).rejects.toThrow(`cannot write ${path}: ENOENT`);
  });
});
