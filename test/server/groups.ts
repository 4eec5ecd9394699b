import { randomUUID } from "node:crypto";
import { HttpResponse, http } from "msw";
import { readBody, requireForm } from "./answers.ts";
import { type Context, requireAdmin, requireVerified } from "./guards.ts";
import type { Group } from "./state.ts";

export function createGroupHandlers(context: Context) {
  const { release, state } = context;
  const at = (path: string): RegExp => new RegExp(`^https?://[^/]+/api/v1/groups${path}$`);
  return [
    // People see the groups that they belong to; here nobody belongs to any.
    http.get(at("/"), ({ request }) => {
      const { user } = requireVerified(context, request);
      return HttpResponse.json(user.role === "admin" ? state.groups.map((one) => ({ ...one })) : []);
    }),

    http.post(at("/create"), async ({ request }) => {
      const body = await readBody(request, release);
      requireAdmin(context, request);
      const form = requireForm(release, { name: { kind: "text" }, description: { kind: "text" } }, body);
      const group: Group = {
        id: randomUUID(),
        name: String(form.name),
        description: String(form.description),
      };
      state.groups.push(group);
      return HttpResponse.json({ ...group });
    }),
  ];
}
