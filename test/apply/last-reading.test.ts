import { describe, expect, it } from "vitest";
import { applyAll } from "./stage.ts";

describe("what somebody else writes to a resource that was read back already", () => {
  const meddle = () =>
    applyAll(({ resource, server }) => {
      if (resource === "ldapConfig") server.state.ldapServer.host = "meddled.example.com";
      return undefined;
    });

  it("is found out by the last reading", async () => {
    const { exitCode, report } = await meddle();
    expect(report.failure).toMatchObject({ code: "apply.changed-meanwhile" });
    expect(report.failure?.message).toContain("ldap.server.host");
    expect(exitCode).toBe(7);
  });

  it("stays, and what owconf wrote is put back", async () => {
    const { before, after } = await meddle();
    expect(after).toEqual({ ...before, ldapServer: { ...before.ldapServer, host: "meddled.example.com" } });
  });

  it("is left beside what owconf wrote with --no-rollback", async () => {
    const { exitCode, report, after } = await applyAll(
      ({ resource, server }) => {
        if (resource === "ldapConfig") server.state.adminConfig.JWT_EXPIRES_IN = "5h";
        return undefined;
      },
      ["--no-rollback"],
    );
    expect(exitCode).toBe(7);
    expect(report.failure?.message).toContain("adminConfig.JWT_EXPIRES_IN");
    expect(after.adminConfig).toMatchObject({ ENABLE_SIGNUP: true, JWT_EXPIRES_IN: "5h" });
    expect(after.ldapConfig).toEqual({ ENABLE_LDAP: true });
  });
});
