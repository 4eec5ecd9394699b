import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { UsageError } from "../errors.ts";
import { type Json, toStableJson } from "../model/json.ts";
import type { Fingerprinter } from "../saved/fingerprints.ts";
import type { Context } from "./context.ts";

/** As long as a passphrase that nobody guesses; `openssl rand -hex 32` gives 64. */
const shortestKey = 32;

/** What the fingerprints and the seal of one file are made with. */
export interface Sealer {
  salt: string;
  fingerprinter: Fingerprinter;
  /** Returns the seal of what is to be written. */
  seal: (content: Json) => string;
  /** Whether a seal is that of a content. False for a content that was edited, and for another key. */
  isSealOf: (seal: string, content: Json) => boolean;
}

/**
 * Returns what files with this salt are sealed with; with a new salt when none is given. Their key comes from
 * OWCONF_PLAN_KEY: without one, secrets have no fingerprint, and the seal only tells edits by mistake.
 * Throws UsageError for a key that could be guessed.
 */
export function createSealer({ env }: Pick<Context, "env">, salt = randomBytes(16).toString("hex")): Sealer {
  const secret = env.OWCONF_PLAN_KEY;
  if (secret !== undefined && secret !== "" && secret.length < shortestKey) {
    throw new UsageError(`OWCONF_PLAN_KEY has less than ${shortestKey} characters and could be guessed`, {
      hint: "take a random one, as openssl rand -hex 32 prints it",
    });
  }
  const keyFor = (use: string) =>
    secret ? Buffer.from(hkdfSync("sha256", secret, salt, use, 32)) : undefined;
  const [fingerprintKey, sealKey] = [keyFor("owconf fingerprint"), keyFor("owconf seal")];
  const seal = (content: Json): string => {
    const text = toStableJson(content);
    return sealKey
      ? `hmac-sha256:${createHmac("sha256", sealKey).update(text).digest("hex")}`
      : `sha256:${createHash("sha256").update(text).digest("hex")}`;
  };
  return {
    salt,
    fingerprinter: {
      keyed: fingerprintKey !== undefined,
      take: (text) =>
        createHmac("sha256", fingerprintKey ?? salt)
          .update(text)
          .digest("hex")
          .slice(0, 32),
    },
    seal,
    isSealOf: (given, content) => {
      const [left, right] = [Buffer.from(given), Buffer.from(seal(content))];
      return left.length === right.length && timingSafeEqual(left, right);
    },
  };
}

/** Returns the SHA-256 of a value as JSON with sorted keys. */
export function digest(value: Json): string {
  return `sha256:${createHash("sha256").update(toStableJson(value)).digest("hex")}`;
}
