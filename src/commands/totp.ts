import { Secret, TOTP, URI } from "otpauth";

/** Returns the codes of a key: base32 with or without blanks, or an otpauth:// URI. Undefined when it is neither. */
export function readKey(key: string): TOTP | undefined {
  const text = key.trim();
  try {
    if (/^otpauth:/i.test(text)) {
      const read = URI.parse(text);
      return read instanceof TOTP ? read : undefined;
    }
    const secret = Secret.fromBase32(text.replace(/[\s-]/g, "").toUpperCase());
    return secret.bytes.length === 0 ? undefined : new TOTP({ secret });
  } catch {
    // Its message quotes the key.
    return undefined;
  }
}
