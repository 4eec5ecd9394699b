import type { Json } from "../model/json.ts";
import type { Problem, ProblemText } from "./diagnostics.ts";
import { quoteText } from "./text.ts";
import type { Place } from "./tree.ts";
import { isShowableReference } from "./visibility.ts";

/** Returns what is wrong with the value of a secret; never quotes it. */
export function describeSecretProblem(name: string, value: Json, place: Pick<Place, "blank">): ProblemText {
  const forms = "{ env: NAME } or { file: path }";
  const code = "spec.secret";
  if (value === null) {
    const message = `${name} must be a reference, ${place.blank ? "but it is empty" : "not null"}`;
    return {
      code: "spec.null",
      message,
      hint: `write ${forms}, or remove the key`,
    };
  }
  if (value === "") return { code, message: `${name} must not be empty`, hint: `write ${forms}` };
  if (typeof value === "string")
    return { code, message: `${name} has an invalid format`, hint: `write ${forms}` };
  if (typeof value === "number" || typeof value === "boolean") {
    return {
      code,
      message: `${name} must be ${forms}, or text in quotes, not ${describeValue(value, false)}`,
    };
  }
  if (looksLikeReference(value) && !Array.isArray(value)) {
    if ("env" in value && "file" in value) {
      return { code, message: `${name} has both env and file`, hint: `keep one: ${forms}` };
    }
    if (Object.keys(value).length > 1)
      return { code, message: `${name} must have exactly one key`, hint: `write ${forms}` };
    const which = "env" in value ? "env" : "file";
    const what =
      which === "env" ? "the name of an environment variable: letters, digits and _" : "the path of a file";
    return {
      code,
      message: `${name}.${which} must be ${what}`,
      hint: "write the name here, not the secret itself",
    };
  }
  const isMap = typeof value === "object" && !Array.isArray(value);
  const hint = (isMap ? adviseReference(Object.keys(value)[0] ?? "") : undefined) ?? `write ${forms}`;
  return { code, message: `${name} must be ${forms}`, hint };
}

/** Returns what to say of a secret that is no reference; never quotes it. */
export function describeLiteralSecret(name: string, value: string): ProblemText & Pick<Problem, "severity"> {
  const hint = adviseReference(value);
  if (hint !== undefined) {
    const message = `${name} must be { env: NAME } or { file: path }, not text`;
    return { severity: "error", code: "spec.secret", message, hint };
  }
  return {
    severity: "warning",
    code: "secret.literal",
    message: `${name} is in plain text`,
    hint: isVariable(value)
      ? "variables are not expanded: write { env: NAME }"
      : "use a reference instead: { env: NAME } or { file: path }",
  };
}

/** Returns the hint for a reference that is written as text, as env:NAME, or undefined. */
function adviseReference(text: string): string | undefined {
  const [, to, target = ""] = /^(env|file)\s*[:=]\s*(.*)$/.exec(text) ?? [];
  if (to !== "env" && to !== "file") return undefined;
  const shown = isShowableReference(to, target) ? target : to === "env" ? "NAME" : "path";
  return `write { ${to}: ${shown} }`;
}

/** Returns what is wrong with the version of a spec. */
export function describeVersion(value: Json | undefined): ProblemText {
  const code = "spec.version";
  if (value === undefined)
    return { code, message: "version is missing", hint: "add `version: 1` at the top of the file" };
  if (typeof value === "number") {
    const hint =
      value > 1
        ? "this owconf supports version 1; upgrade owconf, or write `version: 1`"
        : "write `version: 1`";
    return { code, message: `unsupported version ${value}`, hint };
  }
  return {
    code,
    message: `version must be the number 1, ${describeNot(value, typeof value === "string" && value.length < 10)}`,
    hint: "write `version: 1`, without quotes",
  };
}

/** Returns what is wrong with the address of the server; never quotes a password in it. */
export function describeUrlProblem(url: string, place: Place): ProblemText {
  const code = "spec.value";
  const hint = "for example https://chat.example.com";
  if (/^[^/]*(?:\/\/)?[^/]*@/.test(url)) {
    return {
      code,
      message: "server.url must not contain a user name or password",
      hint: "move them to server.signIn",
    };
  }
  if (!/^https?:\/\//i.test(url)) {
    const got = place.showable ? `, not ${quoteText(url)}` : "";
    return { code, message: `server.url must start with http:// or https://${got}`, hint };
  }
  if (/[?#]/.test(url))
    return { code, message: "server.url must not contain ? or #", hint: "remove everything from there on" };
  const got = place.showable ? `: ${quoteText(url)}` : "";
  return { code, message: `server.url is not a valid URL${got}`, hint };
}

/** Returns `not` and the value, quoted only if it is showable. */
export function describeNot(value: Json, showable: boolean): string {
  return `not ${describeValue(value, showable)}`;
}

/** Returns a value in words, quoted only if it is showable. */
export function describeValue(value: Json, showable: boolean): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return showable ? `${quoteText(value)}` : "text";
  if (typeof value === "number") return showable ? String(value) : "a number";
  return showable ? String(value) : "true or false";
}

/** Returns whether a value is the name of a variable as shells and Compose files write it. */
export function isVariable(value: Json | undefined): boolean {
  return typeof value === "string" && /^\$(?:\w+|\{\w+\})$/.test(value);
}

const variablesInstead = new Map([
  ["server.url", "OWCONF_URL"],
  ["server.signIn.email", "OWCONF_EMAIL"],
]);

/** Returns what to write in the place of a variable. */
export function adviseVariable(path: readonly string[]): string {
  const variable = variablesInstead.get(path.join("."));
  return variable === undefined
    ? "variables are not expanded: write the value itself"
    : `variables are not expanded: remove the key to use ${variable}`;
}

/** Returns whether a value looks like a reference to a secret, a faulty one included. */
export function looksLikeReference(value: Json): boolean {
  return value !== null && typeof value === "object" && ("env" in value || "file" in value);
}
