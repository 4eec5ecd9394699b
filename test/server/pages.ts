import { HttpResponse, http } from "msw";
import type { Context } from "./guards.ts";
import { describeSuggestions } from "./settings.ts";

const page = "<!doctype html>\n<html><head><title>Open WebUI, emulated</title></head><body></body></html>\n";

/** The server's facts that need no sign-in, and the web page that answers every other GET. */
export function createPageHandlers(context: Context) {
  const { release, state } = context;
  const at = (path: string): RegExp => new RegExp(`^https?://[^/]+${path}$`);
  return [
    http.get(at("/health"), () => HttpResponse.json({ status: true })),
    http.get(at("/api/version"), () => HttpResponse.json({ version: release.version, deployment_id: "" })),
    http.get(at("/api/config"), ({ request }) =>
      HttpResponse.json({
        ...(state.users.length === 0 ? { onboarding: true } : {}),
        ...{ status: true, name: "Open WebUI", version: release.version, default_locale: "" },
        ...describeSuggestions(context, request),
        oauth: { providers: {} },
        features: {
          auth: true,
          enable_ldap: state.ldapEnabled,
          enable_signup: state.adminConfig.ENABLE_SIGNUP,
          enable_login_form: state.adminConfig.ENABLE_LOGIN_FORM ?? true,
        },
      }),
    ),
    http.get("*", () => HttpResponse.html(page)),
    http.head("*", () => HttpResponse.html(null)),
    http.all("*", () => HttpResponse.json({ detail: "Method Not Allowed" }, { status: 405 })),
  ];
}
