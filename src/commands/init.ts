import { parseBaseUrl } from "../api/base-url.ts";
import { ExitCode, UsageError } from "../errors.ts";
import { suggestName } from "../model/nearest-name.ts";
import { createStarter, type StarterSignIn, secretVariables } from "../spec/starter.ts";
import { quoteText } from "../spec/text.ts";
import type { ConnectOptions } from "./connect.ts";
import type { Command, Context } from "./context.ts";
import { chooseWay } from "./sign-in.ts";
import { type SignInWay, signInWays } from "./sign-in-ways.ts";

/** The options of `init`; what is left out is taken from the environment, or asked. */
export interface InitOptions extends ConnectOptions {
  /** The file to write. */
  output: string;
  force: boolean;
  /** Begin with what the server holds. */
  fromServer: boolean;
  signIn?: SignInWay | undefined;
  /** The account's e-mail address, or its name in the directory. */
  account?: string | undefined;
}

/** Writes a first spec: a small one with comments, or what the server holds. Never with a secret in it. */
export const init: Command<InitOptions> = async (options, context) => {
  if (options.output === "-") {
    throw new UsageError("init writes a file, not to standard output", {
      hint: "give the path of a file; owconf export prints the settings of a server",
    });
  }
  // Before anybody is asked.
  await context.refuseExisting(options.output, options.force);
  refuseSilence(options, context);
  const url = parseBaseUrl(await askFor("URL of the Open WebUI server", findUrl(options, context), context));
  const signIn = await chooseSignIn(options, context);
  const isFromServer =
    options.fromServer ||
    (await context.confirm?.("Begin with the settings that the server has now?")) === true;
  const text = isFromServer ? await readServer(url, signIn, options, context) : createStarter(url, signIn);
  await context.writeFile(options.output, text);
  context.stderr.write(describeNext(signIn, options.output, isFromServer, context));
  return ExitCode.ok;
};

function findUrl({ url }: InitOptions, { env }: Context): string | undefined {
  return url ?? (env.OWCONF_URL || undefined);
}

/** Returns the way that was chosen, or that the environment has secrets for. */
function findWay({ signIn }: InitOptions, { env }: Context): SignInWay | undefined {
  const way = signIn ?? chooseWay({}, env)?.kind;
  return way === "trusted-header" ? undefined : way;
}

function findAccount(way: SignInWay | undefined, { account }: InitOptions, { env }: Context) {
  return account ?? ((way === "ldap" ? env.OWCONF_LDAP_USER : env.OWCONF_EMAIL) || undefined);
}

/** Throws `UsageError` where something has to be asked, and there is nobody. */
function refuseSilence(options: InitOptions, context: Context): void {
  if (context.ask) return;
  const way = findWay(options, context);
  const hasAccount = way === "token" || findAccount(way, options, context) !== undefined;
  const missing = [
    ...(findUrl(options, context) === undefined ? ["--url"] : []),
    ...(way === undefined ? ["--sign-in"] : []),
    ...(hasAccount ? [] : ["--account"]),
  ];
  if (missing.length === 0) return;
  throw new UsageError(`there is no terminal to ask on: give ${missing.join(", ")}`, {
    hint: "as in: owconf init --url https://chat.example.com --sign-in password --account admin@example.com; or --sign-in token, which needs no account",
  });
}

async function chooseSignIn(options: InitOptions, context: Context): Promise<StarterSignIn> {
  const way = findWay(options, context) ?? (await askForWay(context));
  if (way === "token") return { way };
  const question = way === "ldap" ? "User name in the directory" : "E-mail address of the administrator";
  const account = await askFor(question, findAccount(way, options, context), context);
  if (way === "ldap" || /^[^\s@]+@[^\s@]+$/.test(account)) return { way, account };
  // It may be a secret that stands in the wrong place.
  throw new UsageError("the account is no e-mail address", {
    hint: "give one such as admin@example.com, or --sign-in ldap for an account of the directory",
  });
}

async function askForWay({ ask }: Context): Promise<SignInWay> {
  const answer = await ask?.(`How owconf signs in: ${signInWays.join(", ")} (password if left empty)`, false);
  const word = answer?.trim().toLowerCase() ?? "password";
  const way = signInWays.find((one) => one === word);
  if (way !== undefined) return way;
  const meant = suggestName(word, signInWays);
  throw new UsageError(`there is no such way to sign in: ${quoteText(word)}`, {
    hint: meant === undefined ? `choose from ${signInWays.join(", ")}` : `did you mean ${meant}?`,
  });
}

async function askFor(question: string, known: string | undefined, { ask }: Context): Promise<string> {
  const answer = known ?? (await ask?.(question, false))?.trim();
  if (answer) return answer;
  throw new UsageError(`no answer to: ${question}`, { hint: "run owconf init again; nothing was written" });
}

/** Returns what `owconf export` writes with these answers in its environment. */
async function readServer(
  url: string,
  signIn: StarterSignIn,
  options: InitOptions,
  context: Context,
): Promise<string> {
  const { OWCONF_TOKEN, OWCONF_LDAP_USER, OWCONF_EMAIL, ...others } = context.env;
  const variable = secretVariables[signIn.way];
  // Without a secret, there may be a kept session.
  const secret = context.env[variable] || (await context.ask?.(describeSecret(signIn), true)) || "";
  const env: Context["env"] = {
    ...others,
    [variable]: secret,
    ...(signIn.way === "ldap" ? { OWCONF_LDAP_USER: signIn.account } : {}),
    ...(signIn.way === "password" ? { OWCONF_EMAIL: signIn.account } : {}),
  };
  const { readAsSpec } = await import("./export.ts");
  return readAsSpec({ ...options, url, all: false, only: [] }, { ...context, env });
}

function describeSecret(signIn: StarterSignIn): string {
  return signIn.way === "token" ? "API key or token" : `Password of ${signIn.account}`;
}

function describeNext(
  signIn: StarterSignIn,
  output: string,
  isFromServer: boolean,
  { env }: Context,
): string {
  const file = output === "owconf.yaml" ? "" : ` ${output}`;
  // An export names no account but one with an e-mail address.
  const account = isFromServer && signIn.way === "ldap" ? ["OWCONF_LDAP_USER"] : [];
  const unset = [...account, secretVariables[signIn.way]].filter((name) => !env[name]);
  const steps = [
    ...(isFromServer ? [] : [`uncomment what ${output} shall set`]),
    ...(unset.length === 0 ? [] : [`set ${unset.join(" and ")}${describeLogin(signIn)}`]),
    `owconf plan${file}`,
    `owconf apply${file}`,
  ];
  return `Written to ${output}. Next:\n${steps.map((step) => `  ${step}\n`).join("")}`;
}

function describeLogin({ way }: StarterSignIn): string {
  return way === "token" ? "" : ", or run owconf login";
}
