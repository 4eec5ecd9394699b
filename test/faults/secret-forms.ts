/** Returns the forms in which a secret could slip through. */
export function listForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice("secret=".length),
    bytes.toString("hex"),
    ...["base64", "base64url"].flatMap((encoding) => listEncoded(bytes, encoding as "base64")),
  ];
}

// As part of a longer text, too: without what depends on the bytes before and behind.
function listEncoded(bytes: Buffer, encoding: "base64" | "base64url"): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const end = whole.length - (whole.length % 3);
    return whole
      .subarray(0, end)
      .toString(encoding)
      .slice(before === 0 ? 0 : 4);
  });
}

/** Returns the secrets that `text` holds in whatever form. */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => listForms(secret).some((form) => text.includes(form)));
}
