import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { call } from "../contract/target.ts";
import { inRepository, keepReceipt, planAndMerge } from "../integrations/action-stage.ts";
import { listLiveReleases } from "./releases.ts";
import { type LiveTarget, startLiveTarget } from "./start-target.ts";

const adminPath = "/api/v1/auths/admin/config";
const spec = `version: 1
adminConfig:
  SHOW_ADMIN_DETAILS: false
  WEBUI_URL: https://chat.example.com
`;

const releases = listLiveReleases().filter((release) => release === "0.12.4");

describe.each(releases)("the GitHub Action on Open WebUI %s", (release) => {
  let target: LiveTarget;

  beforeAll(async () => {
    target = await startLiveTarget(release);
  });
  afterAll(() => target?.stop());

  it("plans, refuses after an edit, plans anew, applies, and tells who made the next difference", async () => {
    const { url, token } = target;
    const edit = async (settings: JsonObject) => {
      const { fields } = await call(target, "GET", adminPath, { token });
      const body = { ...fields, ...settings };
      expect((await call(target, "POST", adminPath, { token, body })).status).toBe(200);
    };
    const environment = { OWCONF_URL: url, OWCONF_TOKEN: token };
    await inRepository(environment, async (repository) => {
      const { act, github, write } = repository;
      write("owconf.yaml", spec);
      await planAndMerge(repository);
      await edit({ WEBUI_URL: "https://edited.example.com" });
      const refused = await act("apply");
      expect([refused.exitCode, refused.summary]).toEqual([5, expect.stringContaining("saved-plan.stale")]);

      await planAndMerge(repository);
      const planned = github().comments.filter(({ body }) => body.startsWith("<!-- owconf plan: "));
      expect(planned.map(({ body }) => body)).toEqual([
        expect.stringContaining("https://edited.example.com"),
      ]);
      const applied = await act("apply");
      expect(applied.exitCode).toBe(0);
      keepReceipt(repository, applied);
      expect((await act("drift")).outputs.changes).toBe("false");
      expect(github().issues).toEqual([]);

      await edit({ SHOW_ADMIN_DETAILS: true });
      expect((await act("drift")).outputs.changes).toBe("true");
      expect(github().issues).toMatchObject([{ state: "open" }]);
      expect(github().issues[0]?.body).toContain("the server was edited since");
      expect(JSON.stringify(github())).not.toContain(token);
    });
  });
});
