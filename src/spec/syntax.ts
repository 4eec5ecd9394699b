import type { ErrorCode } from "yaml";
import type { ProblemText } from "./diagnostics.ts";

/** How deep maps and lists may stand in each other. */
export const maxDepth = 64;

const anchors: ProblemText = {
  code: "yaml.anchor",
  message: "anchors and aliases (& and *) are not supported",
  hint: "write the value out; a text that begins with & or * needs quotes",
};
const tags: ProblemText = {
  code: "yaml.tag",
  message: "tags (!…) are not supported",
  hint: "remove the tag; a text that begins with ! needs quotes",
};
const depth: ProblemText = {
  code: "yaml.depth",
  message: `maps and lists stand in each other more than ${maxDepth} levels deep`,
  hint: "a spec needs only a few levels; check brackets and indentation",
};
const documents: ProblemText = {
  code: "yaml.documents",
  message: "a second document begins here, and a spec is one document",
  hint: "remove the --- line, or put each spec into a file of its own",
};
const key: ProblemText = { code: "yaml.key", message: "a key must be text", hint: "put the key in quotes" };

/** What is YAML and yet no part of a spec. */
export const unsupported = {
  anchor: anchors,
  tag: tags,
  depth,
  documents,
  key,
  merge: {
    code: "yaml.merge-key",
    message: "merge keys (<<) are not supported",
    hint: "write the values out",
  },
  proto: {
    code: "yaml.key",
    message: "the key __proto__ is not allowed",
    hint: "remove it; the server refuses it too",
  },
  number: {
    code: "yaml.number",
    message: "a number that JSON cannot hold: infinite, not a number, or too large to be exact",
    hint: "use a smaller number, or put it in quotes where text is meant",
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
    message: "directives (lines that begin with %) are not supported",
    hint: "remove the line; a spec is YAML 1.2",
  },
  BAD_DQ_ESCAPE: syntax(
    "a backslash in double quotes begins an escape that YAML does not know",
    "double the backslash, or use single quotes",
  ),
  BAD_INDENT: syntax(
    "the indentation does not fit the lines above",
    "keys of one map begin in the same column",
  ),
  BAD_SCALAR_START: syntax(
    "a value may not begin with this character",
    "put the value in quotes; @ and ` at the beginning need them",
  ),
  BLOCK_AS_IMPLICIT_KEY: syntax(
    "a second key begins on this line",
    'put a text that contains ": " in quotes, or begin a new line for the key',
  ),
  BLOCK_IN_FLOW: syntax(
    "an indented block stands inside { } or [ ]",
    "use only { }, [ ] and commas in there",
  ),
  DUPLICATE_KEY: syntax("a key is there twice", "keep one of the two"),
  IMPOSSIBLE: syntax("this is not YAML", "check the line and the one above"),
  KEY_OVER_1024_CHARS: syntax(
    "a key is longer than 1024 characters",
    "check for a missing quote or line break",
  ),
  MISSING_CHAR: syntax(
    "a character is missing here",
    "check brackets, commas, and the space after each colon",
  ),
  MULTILINE_IMPLICIT_KEY: syntax(
    "a key runs over several lines",
    "check for a missing quote, a missing colon, or a missing space after the colon",
  ),
  MULTIPLE_DOCS: documents,
  NON_STRING_KEY: key,
  RESOURCE_EXHAUSTION: depth,
  TAB_AS_INDENT: {
    code: "yaml.tab",
    message: "a tab is used for indentation",
    hint: "indent with spaces: YAML allows no tabs there",
  },
  UNEXPECTED_TOKEN: syntax(
    "something stands here that does not belong here",
    "check quotes, brackets and commas; put texts with special characters in quotes",
  ),
};

// MISSING_CHAR covers several slips; the parser's own words, which quote nothing of the file, tell them apart.
const missing: [RegExp, ProblemText][] = [
  [/closing .*quote/i, syntax("a closing quote is missing", "end the text with the quote it begins with")],
  [
    /followed by map values/i,
    syntax("this line has no `key: value` form", "write a colon and a space after the key"),
  ],
  [
    /directives-end/i,
    syntax("text stands here before the document begins", "remove what stands above the --- line"),
  ],
  [/comments must be separated/i, syntax("a # follows a value directly", "put a space before the #")],
  [/without - indicator/i, syntax("a list item without its - sign", 'begin each item with "- "')],
  [/end with a/i, syntax("a closing bracket is missing", "close every { with } and every [ with ]")],
  [/missing ,/i, syntax("a comma is missing", "separate the entries in { } and [ ] with commas")],
];

/** Returns the plain words for a syntax error of the YAML parser; nothing of the file is in them. */
export function describeSyntax(code: ErrorCode, parserMessage: string): ProblemText {
  if (code === "MISSING_CHAR" || code === "BAD_INDENT") {
    const known = missing.find(([pattern]) => pattern.test(parserMessage));
    if (known !== undefined) return known[1];
  }
  return wordings[code] ?? wordings.IMPOSSIBLE;
}
