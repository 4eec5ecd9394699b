import type { ErrorCode } from "yaml";
import type { ProblemText } from "./diagnostics.ts";

/** How deep maps and lists may stand in each other. */
export const maxDepth = 64;

/** How many files may extend each other in a row, beside the spec itself. */
export const maxChain = 16;

const anchors: ProblemText = {
  code: "yaml.anchor",
  message: "anchors and aliases (& and *) are not supported",
  hint: "write the value itself; quote text that starts with & or *",
};
const tags: ProblemText = {
  code: "yaml.tag",
  message: "tags (!…) are not supported",
  hint: "remove the tag; quote text that starts with !",
};
const depth: ProblemText = {
  code: "yaml.depth",
  message: `maps and lists are nested more than ${maxDepth} levels deep`,
  hint: "check brackets and indentation",
};
const documents: ProblemText = {
  code: "yaml.documents",
  message: "a second document starts here; a spec is a single document",
  hint: "remove the --- line, or split the file",
};
const key: ProblemText = { code: "yaml.key", message: "keys must be text", hint: "put the key in quotes" };

/** The most keys and list items that a spec may have together: all settings of a server are some hundred. */
export const maxEntries = 20_000;

/** What is YAML and yet no part of a spec. */
export const unsupported = {
  anchor: anchors,
  tag: tags,
  depth,
  documents,
  entries: {
    code: "yaml.entries",
    message: "the spec has more than 20,000 keys and list items",
    hint: "check that this is a spec of owconf, and keep only what it shall manage",
  },
  key,
  merge: {
    code: "yaml.merge-key",
    message: "merge keys (<<) are not supported",
    hint: "write the values themselves",
  },
  proto: {
    code: "yaml.key",
    message: "the key __proto__ is not allowed",
    hint: "remove the key",
  },
  number: {
    code: "yaml.number",
    message: "invalid number: infinite, not a number, or too large to be exact",
    hint: "use a smaller number, or quote it if it is text",
  },
} satisfies Record<string, ProblemText>;
export type Unsupported = keyof typeof unsupported;

const syntax = (message: string, hint: string): ProblemText => ({ code: "yaml.syntax", message, hint });

const wordings: Record<ErrorCode, ProblemText> = {
  ALIAS_PROPS: anchors,
  BAD_ALIAS: anchors,
  MULTIPLE_ANCHORS: anchors,
  BAD_PROP_ORDER: anchors,
  BAD_COLLECTION_TYPE: tags,
  MULTIPLE_TAGS: tags,
  TAG_RESOLVE_FAILED: tags,
  BAD_DIRECTIVE: {
    code: "yaml.directive",
    message: "directives (lines that start with %) are not supported",
    hint: "remove the line",
  },
  BAD_DQ_ESCAPE: syntax(
    "unknown escape sequence in double quotes",
    "double the backslash, or use single quotes",
  ),
  BAD_INDENT: syntax(
    "indentation does not match the lines above",
    "start all keys of a map in the same column",
  ),
  BAD_SCALAR_START: syntax("a value must not start with this character", "quote the value"),
  BLOCK_AS_IMPLICIT_KEY: syntax(
    "a second key on the same line",
    'quote text that contains ": ", or move the key to a new line',
  ),
  BLOCK_IN_FLOW: syntax("an indented block inside { } or [ ]", "use only { }, [ ] and commas there"),
  DUPLICATE_KEY: syntax("duplicate key", "remove one of them"),
  IMPOSSIBLE: syntax("invalid YAML", "check the line and the one above"),
  KEY_OVER_1024_CHARS: syntax(
    "a key is longer than 1024 characters",
    "check for a missing quote or line break",
  ),
  MISSING_CHAR: syntax("missing character", "check brackets, commas, and the space after each colon"),
  MULTILINE_IMPLICIT_KEY: syntax(
    "a key spans several lines",
    "check for a missing quote, a missing colon, or a missing space after the colon",
  ),
  MULTIPLE_DOCS: documents,
  NON_STRING_KEY: key,
  RESOURCE_EXHAUSTION: depth,
  TAB_AS_INDENT: {
    code: "yaml.tab",
    message: "tab used for indentation",
    hint: "indent with spaces",
  },
  UNEXPECTED_TOKEN: syntax(
    "unexpected token",
    "check quotes, brackets and commas; quote text with special characters",
  ),
};

// MISSING_CHAR covers several slips; the parser's own words, which quote nothing of the file, tell them apart.
const missing: [RegExp, ProblemText][] = [
  [/closing .*quote/i, syntax("missing closing quote", "end the text with the quote that starts it")],
  [
    /followed by map values/i,
    syntax("this line is not `key: value`", "write a colon and a space after the key"),
  ],
  [
    /directives-end/i,
    syntax("text before the start of the document", "remove everything above the --- line"),
  ],
  [/comments must be separated/i, syntax("missing space before #", "add a space before the #")],
  [/without - indicator/i, syntax("missing - before a list item", 'start each item with "- "')],
  [/end with a/i, syntax("missing closing bracket", "close every { with } and every [ with ]")],
  [/missing ,/i, syntax("missing comma", "separate the entries in { } and [ ] with commas")],
];

/** Returns the plain words for a syntax error of the YAML parser; nothing of the file is in them. */
export function describeSyntax(code: ErrorCode, parserMessage: string): ProblemText {
  if (code === "MISSING_CHAR" || code === "BAD_INDENT") {
    const known = missing.find(([pattern]) => pattern.test(parserMessage));
    if (known !== undefined) return known[1];
  }
  return wordings[code] ?? wordings.IMPOSSIBLE;
}
