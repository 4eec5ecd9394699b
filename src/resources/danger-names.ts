/** What `--allow` and `allow:` call the dangers, in the order of `dangers`. Apart from them, the help needs no descriptor. */
export const dangerNames = [
  "login-form-off",
  "open-admin",
  "endless-session",
  "short-session",
  "api-keys-off",
  "ldap-without-tls",
  "mfa-change",
  "embedding-change",
  "embedding-load",
  "reranker-load",
  "whisper-load",
  "image-server-call",
  "tool-servers-connect",
  "terminal-servers-connect",
] as const;

export type DangerName = (typeof dangerNames)[number];
