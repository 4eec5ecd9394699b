import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The spec of the plans: settings of three resources, in sync with a server that has been given it. */
export const readSpec = "owconf.yaml";

/** Two specs that differ in each of three resources: to apply them in turns changes three resources. */
export const apartSpecs = ["one.yaml", "other.yaml"] as const;

const ldap = `ldap:
  enabled: false
  server:
    host: ldap.example.com
    port: 636
    search_base: ou=people,dc=example,dc=com
    app_dn: cn=reader,dc=example,dc=com
`;

/** Writes the specs into a folder. */
export function writeSpecs(folder: string): void {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), `version: 1\n${text}`);
  write(
    readSpec,
    `adminConfig:\n  ENABLE_SIGNUP: true\n  DEFAULT_USER_ROLE: pending\n  JWT_EXPIRES_IN: 12h\n${ldap}`,
  );
  for (const [index, name] of apartSpecs.entries()) {
    const isOn = index === 0;
    write(
      name,
      `adminConfig: { ENABLE_CHANNELS: ${isOn} }
ldap:
  enabled: ${isOn}
  server: { label: ${isOn ? "One" : "Other"}, host: ldap.example.com, search_base: "dc=example,dc=com", app_dn: "cn=a", certificate_path: /ca.pem }
`,
    );
  }
  for (const [name, bytes] of sizes) write(`${name}.yaml`, fill(bytes));
  writeFileSync(join(folder, "hostile.yaml"), hostile());
}

/** Names and sizes of the specs that are only large. */
export const sizes: readonly (readonly [string, number])[] = [
  ["10 kB", 10_000],
  ["100 kB", 100_000],
  ["1 MiB", 1_048_576],
];

/** As many banners as fit. */
function fill(bytes: number): string {
  let text = "banners:\n";
  for (let n = 1; ; n++) {
    const banner = `  b${n}: { type: info, content: ${"Maintenance ".repeat(25)}, dismissible: true, timestamp: ${n} }\n`;
    if (text.length + banner.length > bytes - 20) return text;
    text += banner;
  }
}

/** 200,000 keys that owconf does not know, in just under 1 MiB. */
function hostile(): string {
  return `{${Array.from({ length: 200_000 }, (_, n) => n.toString(36)).join(",")}}`;
}
