import { randomUUID } from "node:crypto";
import { HttpResponse, http } from "msw";
import { authPath, refuse } from "./answers.ts";
import { type Context, mayHaveApiKey, requireUser } from "./guards.ts";
import type { User } from "./state.ts";
import { words } from "./words.ts";

export function createApiKeyHandlers(context: Context) {
  const { release } = context;

  const requirePermission = (user: User): void => {
    if (!mayHaveApiKey(context, user)) refuse(403, words.apiKeyNotAllowed);
  };

  return [
    http.post(authPath("/api_key"), ({ request }) => {
      const { user } = requireUser(context, request);
      requirePermission(user);
      user.apiKey = `sk-${randomUUID().replaceAll("-", "")}`;
      return HttpResponse.json({ api_key: user.apiKey });
    }),

    http.get(authPath("/api_key"), ({ request }) => {
      const { user } = requireUser(context, request);
      if (release.guardsApiKeys) requirePermission(user);
      if (user.apiKey === null) refuse(404, words.apiKeyMissing);
      return HttpResponse.json({ api_key: user.apiKey });
    }),

    http.delete(authPath("/api_key"), ({ request }) => {
      const { user } = requireUser(context, request);
      if (release.guardsApiKeys) requirePermission(user);
      user.apiKey = null;
      return HttpResponse.json(true);
    }),
  ];
}
