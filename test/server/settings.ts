import { HttpResponse, http } from "msw";
import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { crash, readBody, requireForm } from "./answers.ts";
import { type Context, findSession, requireAdmin, requireVerified } from "./guards.ts";
import { quirks } from "./quirks.ts";
import { isAtLeast } from "./releases.ts";
import type { SettingsForm } from "./settings-form.ts";

/** The settings objects that a release has: what the catalogue says of them, and their quirks. */
export function createSettingsHandlers(context: Context) {
  const { release, state } = context;
  // These have no reading of their own.
  const apart = ["suggestions", "interfaceVisibility"];
  const byPath = (kind: "read" | "write") =>
    new Map(
      release.forms
        .filter(({ name }) => kind === "write" || !apart.includes(name))
        .map((form) => [form.descriptor[kind].path, form]),
    );
  const [readers, writers] = [byPath("read"), byPath("write")];

  return [
    http.get("*", ({ request }) => {
      const { pathname } = new URL(request.url);
      const found = readers.get(pathname);
      if (found) {
        if (quirks[found.name]?.isOpen) requireVerified(context, request);
        else requireAdmin(context, request);
        return HttpResponse.json(show(found, context));
      }
      if (pathname === "/api/v1/configs/export") {
        requireAdmin(context, request);
        const { adminConfig, ldapServer, ldapEnabled, settings } = state;
        return HttpResponse.json({ adminConfig, ldapServer, ldapEnabled, ...settings });
      }
      if (pathname === "/api/v1/configs/namespace/ui" && isAtLeast(release.version, "0.11")) {
        requireAdmin(context, request);
        return HttpResponse.json(describeInterface(context));
      }
      if (pathname === "/api/models") {
        requireVerified(context, request);
        return HttpResponse.json({ data: [] });
      }
      return undefined;
    }),

    http.post("*", async ({ request }) => {
      const found = writers.get(new URL(request.url).pathname);
      if (found === undefined) return undefined;
      const quirk = quirks[found.name] ?? {};
      const body = await readBody(request, release);
      requireAdmin(context, request);
      const written = requireForm(release, found.form, body);
      const held = heldOf(found, context);
      overlay(held, quirk.settle?.(written, held, context) ?? written, found.form);
      if (quirk.fails?.(held, release)) crash();
      return HttpResponse.json(quirk.answer?.(held, context) ?? show(found, context));
    }),
  ];
}

/** Returns what `/api/config` says of the settings to those who are signed in, and not by an API key. */
export function describeSuggestions(context: Context, request: Request): JsonObject {
  const { settings } = context.state;
  if (settings.suggestions === undefined || findSession(context, request) === undefined) return {};
  const { suggestions = null, i18n } = settings.suggestions;
  return {
    default_prompt_suggestions: suggestions,
    ...(i18n === undefined ? {} : { default_prompt_suggestions_i18n: i18n }),
  };
}

function describeInterface({ state: { settings } }: Context): JsonObject {
  const { banners, suggestions, interfaceVisibility } = settings;
  return {
    "ui.banners": banners?.banners ?? [],
    "ui.prompt_suggestions": suggestions?.suggestions ?? null,
    ...(suggestions?.i18n === undefined ? {} : { "ui.prompt_suggestions_i18n": suggestions.i18n }),
    ...(interfaceVisibility ? { "ui.visibility": interfaceVisibility.visibility ?? {} } : {}),
  };
}

function heldOf({ name }: SettingsForm, { state }: Context): JsonObject {
  const held = state.settings[name] ?? {};
  state.settings[name] = held;
  return held;
}

function show(form: SettingsForm, context: Context): Json {
  const held = heldOf(form, context);
  return quirks[form.name]?.show?.(held, context.release) ?? held;
}

/** Puts what was written over what is held; groups are those of the form. */
function overlay(held: JsonObject, written: JsonObject, form: SettingsForm["form"], prefix = ""): void {
  for (const [key, value] of Object.entries(written)) {
    const path = `${prefix}${key}`;
    const inner = held[key];
    if (isObject(value) && isObject(inner) && !Object.hasOwn(form, path))
      overlay(inner, value, form, `${path}.`);
    else held[key] = value;
  }
}
