import { AuthsClient } from "../api/auths.ts";
import type { HttpClient } from "../api/http.ts";
import { BadCredentialsError, type ExitCode, RefusedError, UsageError } from "../errors.ts";
import { type ApplyOptions, applyPrepared, describeNoTerminal, refuseDangers } from "./apply-prepared.ts";
import type { Command, Context } from "./context.ts";
import { planOnNewServer } from "./plan-offline.ts";
import { type PlanNeeds, type Stated, withPlan } from "./prepare-plan.ts";
import { collectSecrets } from "./sign-in.ts";

/** The options of `bootstrap`. */
export interface BootstrapOptions extends Omit<ApplyOptions, "from" | "receipt"> {
  /** What the first administrator is called. */
  name: string;
}

/**
 * Gives an empty server its first administrator, the account of the spec's sign-in, and applies the spec. On any other
 * server it signs in with that account and applies.
 */
export const bootstrap: Command<BootstrapOptions> = async (options, context) => {
  let isNew = false;
  const onServerInfo: PlanNeeds["onServerInfo"] = async ({ onboarding, version }, http, stated) => {
    if (onboarding !== true) return;
    isNew = true;
    const account = requirePassword(stated, context);
    // Before there is an account that a second run would have to sign in to.
    const { plan } = planOnNewServer(stated.spec, version);
    refuseDangers(plan, [...stated.spec.allow, ...options.allow]);
    await signUp(http, { ...account, name: options.name });
    context.stderr.write(`Created the first administrator: ${account.email}.\n`);
  };
  try {
    return await withPlan({ ...options, readOnly: false, onServerInfo }, context, (prepared) => {
      if (!isNew) {
        const { url } = prepared.session.server;
        context.stderr.write(
          `${url} has an administrator already, from an earlier run or from WEBUI_ADMIN_EMAIL: signed in.\n`,
        );
      }
      return approve(isNew, prepared, options, context);
    });
  } catch (error) {
    throw error instanceof BadCredentialsError && !isNew ? explainUsers(error) : error;
  }
};

/** On a new server there is nothing to lose, and nobody to ask. */
async function approve(
  isNew: boolean,
  prepared: Parameters<typeof applyPrepared>[0],
  options: BootstrapOptions,
  context: Context,
): Promise<ExitCode> {
  const autoApprove = options.autoApprove || isNew;
  if (!autoApprove && !context.confirm && prepared.plan.summary.change > 0) {
    throw describeNoTerminal("bootstrap", options.spec);
  }
  return (await applyPrepared(prepared, { ...options, autoApprove }, context)).exitCode;
}

function requirePassword(
  { target: { way }, section }: Stated,
  { env }: Context,
): { email: string; password: string } {
  const password = way?.kind === "password" ? collectSecrets(way, section, env).secret : undefined;
  if (way?.kind === "password" && password) return { email: way.account, password };
  throw new UsageError("the first administrator needs an e-mail address and a password", {
    hint: "set server.signIn.email and server.signIn.password in the spec, or OWCONF_EMAIL and OWCONF_PASSWORD, and no token",
  });
}

async function signUp(
  http: HttpClient,
  account: { name: string; email: string; password: string },
): Promise<void> {
  const { role } = await new AuthsClient({ http }).signup(account);
  if (role === "admin") return;
  throw new RefusedError(
    "bootstrap.not-first",
    `somebody else signed up first: ${account.email} is no administrator`,
    {
      hint: "let the administrator give it the role admin, or use that account",
    },
  );
}

function explainUsers(error: BadCredentialsError): BadCredentialsError {
  return new BadCredentialsError(`the server has accounts already, and ${error.summary}`, error, {
    hint: "bootstrap creates the first account of an empty server only: give the e-mail address and password of its administrator, which WEBUI_ADMIN_EMAIL and WEBUI_ADMIN_PASSWORD may have made",
  });
}
