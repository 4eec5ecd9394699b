import { expect, it } from "vitest";
import { findNode } from "../../src/model/settings.ts";
import { chats } from "../../src/resources/chats.ts";
import { interfaceVisibility } from "../../src/resources/interface-visibility.ts";
import { suggestions } from "../../src/resources/suggestions.ts";

const list = [{ title: ["a", "b"], content: "c" }];

it("suggestions are read from what every page is told, and from all that a write is answered", () => {
  const { read, write } = suggestions;
  expect(read.unwrap?.({ default_prompt_suggestions: list })).toEqual({ suggestions: list });
  expect(read.unwrap?.({ default_prompt_suggestions: null, default_prompt_suggestions_i18n: {} })).toEqual({
    suggestions: null,
    i18n: {},
  });
  expect(read.unwrap?.({ version: "0.12.4" })).toBeUndefined();
  expect(write.unwrap?.(list)).toEqual({ suggestions: list });
  expect(write.unwrap?.({ suggestions: list, i18n: {} })).toEqual({ suggestions: list, i18n: {} });
});

it("the visibility of controls is read among all settings of the interface, and written below a key", () => {
  const { read, write } = interfaceVisibility;
  expect(read.unwrap?.({ "ui.visibility": { a: false } })).toEqual({ a: false });
  expect(read.unwrap?.({ "ui.i18n": {} })).toBeUndefined();
  expect(write.wrap?.({ a: false })).toEqual({ visibility: { a: false } });
  expect(write.unwrap?.({ visibility: { a: false } })).toEqual({ a: false });
});

it.each([
  ["CONTEXT_COMPACTION_TOKEN_THRESHOLD", 0, 1],
  ["CONTEXT_COMPACTION_RETENTION_PERCENTAGE", 90, 50],
  ["CONTEXT_COMPACTION_RETENTION_PERCENTAGE", 5, 10],
  ["TOOL_SEARCH_DEFER_THRESHOLD", -1, 0],
  ["TOOL_SEARCH_ALWAYS_LOADED", [" a ", " ", "b"], ["a", "b"]],
])("the server makes %s %j into %j", (key, value, held) => {
  const node = findNode(chats.root, [key]);
  expect(node?.kind === "leaf" && node.canonical?.(value)).toEqual(held);
});
