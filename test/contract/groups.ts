import { expect, it } from "vitest";
import { addAccount, call, type Target } from "./target.ts";

export function describeGroups(getTarget: () => Target): void {
  const list = (token = getTarget().token) => call(getTarget(), "GET", "/api/v1/groups/", { token });

  it("lists id and name of each group to an admin, and to others only their own", async () => {
    const target = getTarget();
    expect((await list()).body).toEqual([]);
    const body = { name: "Staff", description: "" };
    const made = await call(target, "POST", "/api/v1/groups/create", { token: target.token, body });
    expect([made.status, made.fields]).toEqual([
      200,
      expect.objectContaining({ id: expect.any(String), name: "Staff" }),
    ]);
    expect((await list()).body).toEqual([expect.objectContaining({ id: made.fields.id, name: "Staff" })]);
    const { token } = await addAccount(target);
    expect([(await list(token)).status, (await list(token)).body]).toEqual([200, []]);
    expect((await call(target, "GET", "/api/v1/groups/")).status).toBeGreaterThan(400);
  });
}
