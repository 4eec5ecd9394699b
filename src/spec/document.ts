import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser, visit } from "yaml";
import { type Problem, sortByPlace } from "./diagnostics.ts";
import { findSlip } from "./slips.ts";
import { positionAt, type Source } from "./source.ts";
import { describeSyntax, maxDepth, maxEntries, type Unsupported, unsupported } from "./syntax.ts";

/** A YAML document, or the reasons why there is none that could be trusted. */
export type DocumentResult = { document: Document.Parsed<ParsedNode> } | { problems: Problem[] };

/** Returns the one YAML 1.2 document of a source, or what is wrong with its syntax. */
export function readDocument(source: Source): DocumentResult {
  const { stackTraceLimit } = Error;
  // The parser makes one error object per problem, up to a million in 1 MiB; their stacks would take seconds.
  Error.stackTraceLimit = 0;
  try {
    const scanned = scanTokens(source);
    return "problems" in scanned ? scanned : composeDocument(scanned.tokens, source);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const maxErrors = 100;

// Depth is bounded here, where the parser keeps its own stack: the composer calls itself, and
// running out of stack there can abort the whole process.
function scanTokens(source: Source): { tokens: CST.Token[] } | { problems: Problem[] } {
  const refuse = (reason: Unsupported, offset: number) => refuseAt(source, reason, offset);
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const seen = { ":": 0, ",": 0, "-": 0 };
  let documents = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "document") documents += 1;
      if (documents > 1) return refuse("documents", token.offset);
      tokens.push(token);
      if (token.type === "error") errors += 1;
    }
    if (errors > maxErrors) return { tokens };
    if (Object.hasOwn(seen, lexeme)) {
      seen[lexeme as keyof typeof seen] += 1;
      // Between braces, a key has a colon, a comma or both.
      if (Math.max(seen[":"], seen[","]) + seen["-"] > maxEntries) return refuse("entries", parser.offset);
    }
    if (parser.stack.length > maxDepth + 2) return refuse("depth", parser.offset);
  }
  for (const token of parser.end()) {
    if (token.type === "document") documents += 1;
    if (documents > 1) return refuse("documents", token.offset);
    tokens.push(token);
  }
  return { tokens };
}

function refuseAt(source: Source, reason: Unsupported, start: number): { problems: Problem[] } {
  return { problems: [{ severity: "error", ...unsupported[reason], source, start, end: start + 1 }] };
}

function composeDocument(tokens: readonly CST.Token[], source: Source): DocumentResult {
  const composer = new Composer<ParsedNode>({
    version: "1.2",
    schema: "core",
    // The parser compares each key with each other one; owconf looks for duplicates itself.
    uniqueKeys: false,
    strict: true,
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const [document] = documents;
  if (document === undefined) throw new Error("the composer gave no document");
  const errors = [
    ...documents.flatMap((one) => one.errors),
    // An unknown tag is found again, with its place in the spec, when the nodes are read.
    ...documents.flatMap((one) => one.warnings).filter((one) => one.code !== "TAG_RESOLVE_FAILED"),
  ];
  const problems = errors.map(({ code, message, pos }): Problem => {
    const text = describeSyntax(code, message);
    const range = findRange(document, message, pos);
    const slip =
      text.code === "yaml.syntax" ? findSlip(source, positionAt(source, range.start).line) : undefined;
    return slip ?? { severity: "error", ...text, source, ...range };
  });
  if (document.directives.yaml.version !== "1.2") {
    problems.push({ severity: "error", ...describeSyntax("BAD_DIRECTIVE", ""), source, start: 0, end: 1 });
  }
  if (problems.length === 0) return { document };
  return { problems: dropRepeats(problems, source) };
}

// A quote that is not closed runs to the end of the file; what helps is where it was opened.
function findRange(document: Document.Parsed<ParsedNode>, message: string, [start, end]: [number, number]) {
  let opened: number | undefined;
  if (/closing .*quote/i.test(message)) {
    visit(document, {
      Scalar: (_, { type, range }) => {
        const quoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
        if (quoted && range && range[0] <= start && range[2] >= start) opened = range[0];
      },
    });
  }
  return opened === undefined ? { start, end: Math.max(start + 1, end) } : { start: opened, end: opened + 1 };
}

// One slip often makes the parser stumble several times over: the first of a line tells it, and of tabs the first of all.
function dropRepeats(problems: readonly Problem[], source: Source): Problem[] {
  const seen = new Set<string | number>();
  return sortByPlace(
    problems.map((one) => ({ ...one, file: source.file, ...positionAt(source, one.start) })),
  ).filter(({ line, code }) => {
    const isFirst = !seen.has(line) && !(code === "yaml.tab" && seen.has(code));
    if (isFirst) seen.add(line).add(code);
    return isFirst;
  });
}
