import { HttpResponse, http } from "msw";
import { authPath, readBody, refuse, requireForm } from "./answers.ts";
import type { Form } from "./forms.ts";
import { type Context, requireAdmin } from "./guards.ts";

// Another spelling than in the answer; without the key null is stored.
const flagForm: Form = { enable_ldap: { kind: "optionalBoolean", fallback: null } };

export function createLdapHandlers(context: Context) {
  const { release, state } = context;
  return [
    http.get(authPath("/admin/config/ldap/server"), ({ request }) => {
      requireAdmin(context, request);
      return HttpResponse.json(state.ldapServer);
    }),

    http.post(authPath("/admin/config/ldap/server"), async ({ request }) => {
      const body = await readBody(request, release);
      requireAdmin(context, request);
      const values = requireForm(release, release.ldapServer, body);
      const empty = release.ldapRequired.find((name) => !values[name]);
      if (empty !== undefined) refuse(400, `Required field ${empty} is empty`);
      if (release.tlsNeedsCertificate && values.use_tls === true && !values.certificate_path) {
        refuse(400, "TLS is enabled but certificate file path is missing");
      }
      if (values.enable_group_management === true && String(values.attribute_for_groups).trim() === "") {
        refuse(400, "Required field attribute_for_groups is empty");
      }
      Object.assign(state.ldapServer, values);
      return HttpResponse.json(state.ldapServer);
    }),

    http.get(authPath("/admin/config/ldap"), ({ request }) => {
      requireAdmin(context, request);
      return HttpResponse.json({ ENABLE_LDAP: state.ldapEnabled });
    }),

    http.post(authPath("/admin/config/ldap"), async ({ request }) => {
      const body = await readBody(request, release);
      requireAdmin(context, request);
      state.ldapEnabled = requireForm(release, flagForm, body).enable_ldap ?? null;
      return HttpResponse.json({ ENABLE_LDAP: state.ldapEnabled });
    }),
  ];
}
