import type { PeerCertificate } from "node:tls";
import type { DirectoryCertificate, DirectoryFinding } from "../model/directory-check.ts";
import { failed, notice, refuse } from "./findings.ts";
import type { DirectorySettings } from "./settings.ts";

const dayMs = 86_400_000;
const soonDays = 30;

/** Returns what is to be known of a certificate. `today` is in milliseconds since 1970. */
export function readCertificate(peer: PeerCertificate, today: number): DirectoryCertificate {
  const ends = Date.parse(peer.valid_to);
  return {
    names: listNames(peer),
    expires: new Date(ends).toISOString(),
    daysLeft: Math.floor((ends - today) / dayMs),
  };
}

/** The subject counts only where there is no other name. */
function listNames({ subjectaltname = "", subject }: PeerCertificate): string[] {
  const names = subjectaltname.split(", ").map((one) => one.replace(/^(DNS|IP Address):/, ""));
  return subjectaltname === "" ? [subject?.CN ?? []].flat() : names;
}

/** How a certificate was received. */
export interface Reception {
  certificate: DirectoryCertificate;
  /** OpenSSL's reason not to trust it, as CERT_HAS_EXPIRED. */
  distrust: string | undefined;
  /** It is for the host of the settings. */
  isForHost: boolean;
  /** True when the CA file of the server cannot be read here, and other CAs stood in for it. */
  caUnread: boolean;
}

/** Returns what Open WebUI would object to in a certificate that it checks, and what is to be known of it. */
export function judgeCertificate(settings: DirectorySettings, reception: Reception): DirectoryFinding[] {
  const { certificate, distrust, isForHost, caUnread } = reception;
  const { expires, daysLeft } = certificate;
  const refuseIt = (code: string, setting: string, message: string, hint: string) => [
    refuse({ code: `ldap.certificate-${code}`, setting, message, hint, answer: failed }),
  ];
  if (daysLeft < 0 || distrust === "CERT_HAS_EXPIRED") {
    const when = daysLeft < 0 ? `expired on ${expires.slice(0, 10)}` : "is issued by one that has expired";
    return refuseIt("expired", "validate_cert", `the certificate of the directory ${when}`, "renew it");
  }
  if (distrust === "CERT_NOT_YET_VALID") {
    return refuseIt(
      "not-yet-valid",
      "validate_cert",
      "the certificate of the directory is not valid yet",
      "correct the clock of this machine, or wait",
    );
  }
  if (distrust !== undefined) return [describeDistrust(settings, distrust, caUnread)];
  if (!isForHost) return [describeOtherName(settings, certificate)];
  return daysLeft < soonDays ? [describeEnd(certificate)] : [];
}

/** Returns the warning of a certificate that ends soon. */
function describeEnd({ daysLeft, expires }: DirectoryCertificate): DirectoryFinding {
  return notice({
    code: "ldap.certificate-expires",
    setting: "validate_cert",
    message: `the certificate of the directory expires ${daysLeft === 0 ? "within a day" : `in ${daysLeft} ${daysLeft === 1 ? "day" : "days"}`} (${expires.slice(0, 10)})`,
    hint: "renew it in time: from then on, nobody can sign in through LDAP",
  });
}

function describeDistrust(
  { certificatePath }: DirectorySettings,
  distrust: string,
  caUnread: boolean,
): DirectoryFinding {
  if (caUnread) {
    return notice({
      code: "ldap.certificate-not-judged",
      setting: "certificate_path",
      message: `this machine cannot read ${certificatePath}, and does not trust the certificate of the directory without it (${distrust})`,
      hint: "put the CA file at this path here, too, or run owconf check-ldap on the machine of the server",
    });
  }
  const own = certificatePath !== "";
  return refuse({
    code: "ldap.certificate-not-trusted",
    setting: "certificate_path",
    message: `the certificate of the directory is not trusted ${own ? `by ${certificatePath}` : "by this machine"} (${distrust})`,
    hint: own
      ? "give ldap.server.certificate_path the file of the CA that issued it"
      : "give ldap.server.certificate_path the file of the CA that issued it, on the machine of the server",
    answer: failed,
  });
}

function describeOtherName({ host }: DirectorySettings, { names }: DirectoryCertificate): DirectoryFinding {
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and others` : names.join(", ");
  return refuse({
    code: "ldap.certificate-for-another-host",
    setting: "host",
    message: `the certificate of the directory is for ${shown || "no host name"}, not for ${host}`,
    hint: "give ldap.server.host a name that the certificate has, or the directory a certificate for this one",
    answer: failed,
  });
}
