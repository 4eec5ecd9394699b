import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect } from "vitest";

/** Returns all nodes of a text in GitHub's Markdown. */
export function listNodes(markdown: string): Nodes[] {
  const walk = (node: Nodes): Nodes[] => [node, ...("children" in node ? node.children.flatMap(walk) : [])];
  return walk(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
}

const usual = [
  "root",
  "html",
  "heading",
  "paragraph",
  "text",
  "inlineCode",
  "code",
  "list",
  "listItem",
  "strong",
];

/**
 * Returns all that a comment shows as code, in its order. Throws when it has HTML but its marker, a link, an image, or
 * text that may be a mention or a reference, and when it is too long.
 */
export function checkComment(comment: string, command: string): string[] {
  expect(comment.length).toBeLessThan(65_536);
  const nodes = listNodes(comment);
  expect(nodes.map(({ type }) => type).filter((type) => !usual.includes(type))).toEqual([]);
  const html = nodes.flatMap((node) => (node.type === "html" ? [node.value] : []));
  expect(html).toEqual([expect.stringMatching(new RegExp(`^<!-- owconf ${command}: [^<>\\s]* -->$`))]);
  expect(html[0]?.slice(4, -3)).not.toContain("--");
  expect(comment.startsWith(html[0] ?? "-")).toBe(true);
  // Mentions and references are no markup, so they are looked for in whatever is not code.
  for (const node of nodes) {
    if (node.type === "text") expect(node.value).toMatch(/^[\w ().,:;+…→-]*$/);
  }
  return nodes.flatMap((node) => (node.type === "code" || node.type === "inlineCode" ? [node.value] : []));
}
