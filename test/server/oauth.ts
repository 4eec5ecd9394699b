import { HttpResponse, http } from "msw";
import { authPath, readBody, requireForm } from "./answers.ts";
import { type Context, requireAdmin } from "./guards.ts";

/** The OAuth settings, from 0.10 on; what a body leaves out or gives as null stays. */
export function createOAuthHandlers(context: Context) {
  const { release, state } = context;
  if (Object.keys(release.oauthConfig).length === 0) return [];
  const persistence = release.tellsOAuthPersistence ? { ENABLE_OAUTH_PERSISTENT_CONFIG: false } : {};
  const answer = () => HttpResponse.json({ ...state.oauthConfig, ...persistence });
  return [
    http.get(authPath("/admin/config/oauth"), ({ request }) => {
      requireAdmin(context, request);
      return answer();
    }),

    http.post(authPath("/admin/config/oauth"), async ({ request }) => {
      const body = await readBody(request, release);
      requireAdmin(context, request);
      const values = Object.entries(requireForm(release, release.oauthConfig, body));
      Object.assign(state.oauthConfig, Object.fromEntries(values.filter(([, value]) => value !== null)));
      return answer();
    }),
  ];
}
