/** Returns LDAP's code of an answer, or undefined when there was none. */
export function readResultCode(error: unknown): number | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

const codeNames: Readonly<Record<number, string>> = {
  1: "operations error",
  2: "protocol error",
  3: "time limit exceeded",
  4: "size limit exceeded",
  7: "authentication method not supported",
  8: "stronger authentication required",
  10: "referral",
  11: "administrative limit exceeded",
  13: "confidentiality required",
  32: "no such object",
  34: "invalid DN syntax",
  48: "inappropriate authentication",
  49: "invalid credentials",
  50: "insufficient access",
  51: "busy",
  52: "unavailable",
  53: "unwilling to perform",
};

/** Returns LDAP's name and number of an answer. */
export function showCode(code: number): string {
  const name = codeNames[code];
  return name === undefined ? `LDAP result ${code}` : `${name} (${code})`;
}

/** True for an answer that another attempt may not get. */
export function isPassing(code: number): boolean {
  return code === 51 || code === 52;
}
