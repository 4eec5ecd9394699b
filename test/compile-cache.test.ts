import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepCompiledCode } from "../src/compile-cache.ts";
import { program } from "./bundled-program.ts";

const user = process.getuid?.() ?? -1;
let home: string;
let caches: string;
let folder: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "owconf-cache-")));
  caches = join(home, "caches");
  folder = join(caches, "owconf");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Returns the folders in which compiled code would be kept. */
function keep(env: NodeJS.ProcessEnv = { XDG_CACHE_HOME: caches }, as: number | undefined = user): string[] {
  const folders: string[] = [];
  keepCompiledCode(env, as, (one) => folders.push(one));
  return folders;
}

const makeFolder = (mode = 0o700) => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
};

describe("compiled code is kept", () => {
  it("from the second run on, in a folder that the first has made for the user alone", () => {
    mkdirSync(caches);
    expect(keep()).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(keep()).toEqual([folder]);
  });

  it("below the real folder, where the one of caches is a link", () => {
    makeFolder();
    symlinkSync(caches, join(home, "link"));
    expect(keep({ XDG_CACHE_HOME: join(home, "link") })).toEqual([folder]);
  });

  it("in the home folder without XDG_CACHE_HOME, or when that is no absolute path", () => {
    const inHome = join(home, process.platform === "darwin" ? "Library/Caches" : ".cache", "owconf");
    mkdirSync(inHome, { recursive: true });
    chmodSync(inHome, 0o700);
    expect(keep({ HOME: home })).toEqual([inHome]);
    expect(keep({ HOME: home, XDG_CACHE_HOME: "caches" })).toEqual([inHome]);
  });
});

describe("no compiled code is kept, and nothing is thrown", () => {
  it.each<[string, () => void]>([
    ["where there is no folder for caches", () => {}],
    ["where others may read", () => makeFolder(0o750)],
    ["where others may write", () => makeFolder(0o702)],
    [
      "where others may rename the folder",
      () => {
        makeFolder();
        chmodSync(caches, 0o777);
      },
    ],
    [
      "where others may rename the one above it",
      () => {
        makeFolder();
        chmodSync(home, 0o770);
      },
    ],
    [
      "in what a link leads to",
      () => {
        mkdirSync(caches);
        mkdirSync(join(home, "elsewhere"), { mode: 0o700 });
        symlinkSync(join(home, "elsewhere"), folder);
      },
    ],
    [
      "where there is a file",
      () => {
        mkdirSync(caches);
        writeFileSync(folder, "");
      },
    ],
    ["where the folder of caches is a file", () => writeFileSync(caches, "")],
  ])("%s", (_where, prepare) => {
    prepare();
    for (let run = 0; run < 2; run++) expect(keep()).toEqual([]);
  });

  it("in a folder of somebody else", () => {
    makeFolder();
    expect(keep(undefined, user + 1)).toEqual([]);
  });

  it("nor is a folder made below one of somebody else", () => {
    mkdirSync(caches);
    expect(keep(undefined, user + 1)).toEqual([]);
    expect(readdirSync(caches)).toEqual([]);
  });

  it("where there are no users, and no home", () => {
    makeFolder();
    keepCompiledCode({ XDG_CACHE_HOME: caches }, undefined, () => expect.unreachable());
    expect(keep({})).toEqual([]);
    expect(keep({ HOME: "", XDG_CACHE_HOME: "" })).toEqual([]);
  });
});

describe("the program with its compiled code", () => {
  const run = () =>
    execFileSync(process.execPath, [program, "validate", "-"], {
      input: "version: 1\n",
      env: { XDG_CACHE_HOME: caches },
      encoding: "utf8",
    });
  const listKept = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name));

  it("runs as without: the first time, with it, and when it is broken", () => {
    makeFolder();
    const runs = [run(), run()];
    const kept = listKept();
    // Node 20 keeps none.
    expect(kept.length > 0).toBe("enableCompileCache" in nodeModule);
    runs.push(run());
    for (const file of kept) writeFileSync(file, "no code");
    runs.push(run());
    for (const file of listKept()) chmodSync(file, 0);
    chmodSync(folder, 0o500);
    runs.push(run());
    expect(new Set(runs)).toEqual(new Set(["Valid: (standard input)\n"]));
  });
});
