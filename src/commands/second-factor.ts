import type { SecondFactor } from "../api/auths.ts";
import { UsageError } from "../errors.ts";
import type { Context } from "./context.ts";

const periodMs = 30_000;
/** A timer may be early. */
const marginMs = 200;
/** A person may mistype a code; the server takes five for one sign-in. */
const attemptsOfPerson = 3;

/**
 * Returns what answers a question for the second factor: the codes of a key, a person at the terminal, or nobody.
 * Throws `UsageError` for what is no key.
 */
export function createSecondFactor(
  totp: string | undefined,
  account: string,
  context: Context,
): SecondFactor | undefined {
  if (totp !== undefined) return createCodes(totp, context);
  const { ask } = context;
  if (ask === undefined) return undefined;
  return async (attempt) =>
    attempt > attemptsOfPerson ? undefined : ask(`Code of the second factor of ${account}`, false);
}

/**
 * The server takes each code once: the second one of a run waits for its time, and so does one that somebody else
 * has used already. A wrong key fails after two codes, as the server allows ten in a quarter of an hour.
 */
function createCodes(key: string, context: Context): SecondFactor {
  let used: number | undefined;
  return async (attempt) => {
    if (attempt > 2) return undefined;
    const { readKey } = await import("./totp.ts");
    const totp = readKey(key);
    if (totp === undefined) {
      throw new UsageError("the key of the second factor is neither base32 nor an otpauth:// URI of a TOTP", {
        hint: "give what Open WebUI shows beside the QR code when the second factor is set up",
      });
    }
    const step = () => Math.floor(context.wallClock() / periodMs);
    if (attempt > 1 || step() === used) {
      const pauseMs = (step() + 1) * periodMs - context.wallClock() + marginMs;
      const seconds = Math.ceil(pauseMs / 1000);
      context.stderr.progress(`Waiting for the next code of the second factor (${seconds} s)`);
      await context.sleep(pauseMs);
      context.stderr.progress("");
    }
    used = step();
    return totp.generate({ timestamp: used * periodMs });
  };
}
