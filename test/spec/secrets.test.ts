import { describe, expect, it } from "vitest";
import { SpecError } from "../../src/errors.ts";
import { type Json, readPath } from "../../src/model/json.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { listSecretFiles, resolveDesired, resolveSecrets } from "../../src/spec/secrets.ts";

const files: Record<string, string | Uint8Array | Error> = {
  "conf/secrets/bind": "s3cret\n",
  "conf/two-lines": "a\n\n",
  "conf/windows": "a\r\n",
  "conf/blank": "\n",
  "conf/binary": new Uint8Array([0xff, 0xfe]),
  "conf/large": "x".repeat(64 * 1024 + 1),
  "conf/folder": Object.assign(new Error("EISDIR: hunter2"), { code: "EISDIR" }),
  "conf/closed": Object.assign(new Error("EACCES: hunter2"), { code: "EACCES" }),
  "/run/secrets/bind": "absolute",
};
const readFile = async (path: string): Promise<Uint8Array> => {
  const content = files[path] ?? Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  if (content instanceof Error) throw content;
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
};
const env = { PASSWORD: "12345", BIND: "0123", EMPTY: "", SPACES: " a \n" };
const parse = (bind: string, password = "{ env: PASSWORD }") =>
  parseSpec(
    `version: 1\nserver: { signIn: { password: ${password} } }\nldap:\n  server:\n    host: x\n    app_dn_password: ${bind}\n`,
    "conf/spec.yaml",
  );
const resolveBind = async (bind: string) => {
  const desired = await resolveDesired(parse(bind), { env, readFile });
  return readPath(desired.ldapServer, ["app_dn_password"]);
};
const problemsOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SpecError) return error.diagnostics;
  throw new Error("no SpecError", { cause: error });
};

describe("resolveSecrets", () => {
  it("puts secrets in the place of references, and leaves the rest", async () => {
    const spec = parse("{ file: secrets/bind }");
    expect(await resolveSecrets(spec, { env, readFile })).toEqual({
      desired: { ldapServer: { host: "x", app_dn_password: "s3cret" } },
      server: { signIn: { password: "12345" } },
    });
    expect(readPath(spec.declared.ldapServer, ["app_dn_password"])).toEqual({ file: "secrets/bind" });
  });

  it("needs no password in the spec", async () => {
    const spec = parseSpec("version: 1\n", "spec.yaml");
    expect(await resolveSecrets(spec, { env: {}, readFile })).toEqual({ desired: {}, server: {} });
  });

  it.each([
    ["{ env: BIND }", "0123"],
    ["{ env: SPACES }", " a \n"],
    ["{ file: two-lines }", "a\n"],
    ["{ file: windows }", "a"],
    ["{ file: /run/secrets/bind }", "absolute"],
    ['""', ""],
    ['"$BIND"', "$BIND"],
  ])("reads %s as %j", async (reference, secret) => {
    expect(await resolveBind(reference)).toBe(secret);
  });

  it.each([
    ["{ env: UNSET_NAME }", "secret.unset", "environment variable UNSET_NAME is not set"],
    ["{ env: toString }", "secret.unset", "the environment variable given here is not set"],
    ["{ env: EMPTY }", "secret.empty", "environment variable EMPTY is empty"],
    ["{ file: blank }", "secret.empty", "the file given here is empty"],
    ["{ file: missing }", "secret.missing", "the file given here does not exist"],
    ["{ file: ./missing.txt }", "secret.missing", "file ./missing.txt does not exist"],
    ["{ file: missing.txt }", "secret.missing", "file missing.txt does not exist"],
    ["{ file: secrets/missing }", "secret.missing", "file secrets/missing does not exist"],
    ["{ file: binary }", "secret.encoding", "the file given here is not valid UTF-8"],
    ["{ file: large }", "secret.too-large", "the file given here is 65 KiB; the limit is 64 KiB"],
    ["{ file: folder }", "secret.unreadable", "the file given here is a folder"],
    ["{ file: closed }", "secret.unreadable", "the file given here cannot be read: permission denied"],
  ])("refuses %s", async (reference, code, message) => {
    const [problem, ...further] = await problemsOf(resolveBind(reference));
    expect(further).toEqual([]);
    expect(problem).toMatchObject({ severity: "error", code, message, file: "conf/spec.yaml", line: 6 });
    expect(problem?.hint).toBeTruthy();
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });

  it("tells all references that lead nowhere, in the order of the file", async () => {
    const spec = parse("{ file: missing }", "{ env: NOPE }");
    const problems = await problemsOf(resolveSecrets(spec, { env, readFile }));
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      "2 secret.unset",
      "6 secret.missing",
    ]);
  });

  it.each([
    [
      "bind.txt",
      "tried /home/me/conf/bind.txt; a relative path starts at the folder of the file that says it",
    ],
    ["hunter2", "a relative path starts at the folder of the file that says it"],
  ])("tells where it looked for %s, unless that may be the secret", async (file, hint) => {
    const resolvePath = (path: string) => `/home/me/${path}`;
    const sources = { env, readFile, resolvePath };
    const [problem] = await problemsOf(resolveDesired(parse(`{ file: ${file} }`), sources));
    expect(problem?.hint).toBe(hint);
  });

  it("takes a failure without a code as unreadable", async () => {
    const failing = () => Promise.reject(new TypeError("a bug"));
    const [problem] = await problemsOf(resolveDesired(parse("{ file: x }"), { env, readFile: failing }));
    expect(problem?.code).toBe("secret.unreadable");
  });
});

describe("a reference under a key that owconf does not know", () => {
  const parseUnknown = (value: string) =>
    parseSpec(`version: 1\nadminConfig:\n  NEW_MODE: ${value}\n`, "conf/spec.yaml", { keepUnknown: true });
  const resolveUnknown = async (value: string) =>
    readPath((await resolveDesired(parseUnknown(value), { env, readFile })).adminConfig, ["NEW_MODE"]);

  it.each<[string, Json]>([
    ["{ env: BIND }", "0123"],
    ["{ file: secrets/bind }", "s3cret"],
    ["[{ key: { env: BIND }, on: true }]", [{ key: "0123", on: true }]],
    ["{ env: prod, region: eu }", { env: "prod", region: "eu" }],
    ["{}", {}],
    ["null", null],
  ])("is resolved, at any depth: %s", async (value, resolved) => {
    expect(await resolveUnknown(value)).toEqual(resolved);
  });

  it.each([
    ["{ env: NOWHERE }", "secret.unset", "adminConfig.NEW_MODE"],
    ["{ env: EMPTY }", "secret.empty", "adminConfig.NEW_MODE"],
    ["[1, { file: secrets/nowhere }]", "secret.missing", "adminConfig.NEW_MODE.1"],
  ])("that leads nowhere is an error: %s", async (value, code, path) => {
    const [problem] = await problemsOf(resolveUnknown(value));
    expect(problem).toMatchObject({ code, line: 3 });
    expect(JSON.stringify(problem)).toContain(code === "secret.missing" ? "relative path" : path);
  });

  it.each(["{ env: 1 }", "{ env: a-b }", "{ file: '' }", "{ env: A, file: b }", "[{ env: [] }]"])(
    "that has the wrong form is an error before anything is resolved: %s",
    async (value) => {
      const problems = await problemsOf((async () => parseUnknown(value))());
      expect(problems.map(({ code }) => code)).toEqual(["spec.unknown-key", "spec.secret"]);
    },
  );

  it("names its file among those with secrets", () => {
    expect(listSecretFiles(parseUnknown("[{ file: secrets/bind }]"))).toEqual([
      { path: ["adminConfig", "NEW_MODE", "0", "file"], file: "conf/secrets/bind" },
    ]);
  });
});
