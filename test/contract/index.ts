import { afterAll, beforeAll, describe } from "vitest";
import { describeAccess } from "./access.ts";
import { describeAccount } from "./account.ts";
import { describeAdminConfig } from "./admin-config.ts";
import { describeApiKeys } from "./api-keys.ts";
import { describeClient } from "./client.ts";
import { describeFactory } from "./factory.ts";
import { describeGroups } from "./groups.ts";
import { describeJourney } from "./journey.ts";
import { describeLdap } from "./ldap.ts";
import { describeMfa } from "./mfa.ts";
import { describeRestart } from "./restart.ts";
import { describeSettings } from "./settings.ts";
import { describeSettingsQuirks } from "./settings-quirks.ts";
import type { StartedTarget, Target } from "./target.ts";

/**
 * Describes how an Open WebUI behaves, the real one and the emulated one alike: what this finds
 * on the one must hold on the other. `start` gives a new server whose only account is the admin.
 */
export function describeContract(name: string, start: () => Promise<StartedTarget>): void {
  describeOn(name, start, (getTarget) => {
    describe("factory values", () => describeFactory(getTarget));
    describe("settings", () => describeSettings(getTarget));
    describe("quirks of settings", () => describeSettingsQuirks(getTarget));
    describeJourney(getTarget);
    describe("admin config", () => describeAdminConfig(getTarget));
    describe("access", () => describeAccess(getTarget));
    describe("account", () => describeAccount(getTarget));
    describe("API keys", () => describeApiKeys(getTarget));
    describe("groups", () => describeGroups(getTarget));
    describe("LDAP", () => describeLdap(getTarget));
    describe("AuthsClient", () => describeClient(getTarget));
    describe("restart", () => describeRestart(getTarget));
    describe("MFA", () => describeMfa(getTarget));
  });
}

/** Describes on one server, which is started before the first test and stopped after the last. */
export function describeOn(
  name: string,
  start: () => Promise<StartedTarget>,
  body: (getTarget: () => Target) => void,
): void {
  describe(name, () => {
    let target: StartedTarget | undefined;
    beforeAll(async () => {
      target = await start();
    });
    afterAll(() => target?.stop());
    body(() => {
      if (target === undefined) throw new Error("The server has not been started.");
      return target;
    });
  });
}
