// Stands in for GitHub's command line: knows the few calls that the action makes, and keeps comments, issues and
// artifacts in the file FAKE_GITHUB. An unknown call fails, as a wrong one would.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = process.env.FAKE_GITHUB;
const github = JSON.parse(readFileSync(file, "utf8"));
const [command, ...args] = process.argv.slice(2);
github.calls.push([command, ...args].join(" "));

/** Prints what gh would; returns whether it knows the call. */
function answer() {
  if (command === "run" && args[0] === "download")
    return download(args[1], option("--name"), option("--dir"));
  if (command !== "api") return false;
  const method = option("--method") ?? "GET";
  const [path, query = ""] = args
    .find((one) => one.startsWith("repos/"))
    .replace("repos/owconf/chat", "")
    .split("?");
  const routes = [
    ["GET", /^\/issues\/(\d+)\/comments$/, () => github.comments],
    ["POST", /^\/issues\/(\d+)\/comments$/, () => add("comments")],
    ["PATCH", /^\/issues\/comments\/(\d+)$/, (id) => change("comments", "id", id)],
    ["GET", /^\/issues$/, () => github.issues.filter(({ state }) => state === "open")],
    ["POST", /^\/issues$/, () => add("issues", { state: "open" })],
    ["PATCH", /^\/issues\/(\d+)$/, (number) => change("issues", "number", number)],
    ["GET", /^\/commits\/(\w+)\/pulls$/, () => github.pulls],
    ["GET", /^\/actions\/artifacts$/, () => listArtifacts(query)],
  ];
  for (const [verb, pattern, act] of routes) {
    const match = verb === method && pattern.exec(path);
    if (!match) continue;
    if (method !== "GET" && github.refusesWrites) return false;
    const result = act(match[1]);
    if (!args.includes("--silent")) process.stdout.write(JSON.stringify(result));
    return true;
  }
  return false;
}

function option(name) {
  return args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
}

/** Returns the fields of -f and -F; the latter reads the file behind an @. */
function readFields() {
  const fields = args.flatMap((one, at) => (one === "-f" || one === "-F" ? [[one, args[at + 1]]] : []));
  return Object.fromEntries(
    fields.map(([flag, field]) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(field);
      return [name, flag === "-F" && value[0] === "@" ? readFileSync(value.slice(1), "utf8") : value];
    }),
  );
}

function add(list, extra = {}) {
  const id = 100 + github.comments.length + github.issues.length;
  const made = { id, number: id, user: { login: "github-actions[bot]" }, ...extra, ...readFields() };
  // The newest issue comes first, as GitHub lists them.
  if (list === "issues") github.issues.unshift(made);
  else github.comments.push(made);
  return made;
}

function change(list, key, value) {
  const one = github[list].find((item) => item[key] === Number(value));
  return Object.assign(one, readFields());
}

function listArtifacts(query) {
  const name = new URLSearchParams(query).get("name");
  return { artifacts: github.artifacts.filter((one) => one.name === name) };
}

function download(run, name, folder) {
  const found = github.artifacts.find((one) => one.name === name && one.workflow_run.id === Number(run));
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(found.files)) writeFileSync(join(folder, path), text);
  return true;
}

const isKnown = answer();
writeFileSync(file, JSON.stringify(github));
if (!isKnown) {
  process.stderr.write(`gh: HTTP 403 or no such call: ${args.join(" ")}\n`);
  process.exitCode = 1;
}
