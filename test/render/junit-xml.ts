import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";

const schema = readFileSync(new URL("./junit.xsd", import.meta.url), "utf8");

/** Returns what libxml2 finds wrong with JUnit reports: not well-formed, or not as the schema has it. */
export async function findXmlProblems(...reports: string[]): Promise<string[]> {
  const xml = reports.map((contents, index) => ({ fileName: `report-${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [schema] });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** One test of a report. */
export interface TestCase {
  classname: string;
  name: string;
  outcome: "passed" | "failure" | "error";
  /** Of what went wrong, in one line. */
  message?: string;
}

/** Returns the tests of a well-formed report. */
export function listTestCases(report: string): TestCase[] {
  const found = report.matchAll(/<testcase ([^>]*?)\/?>(?:\s*<(failure|error) ([^>]*?)>)?/g);
  return [...found].map(([, attributes = "", outcome = "passed", more = ""]) => ({
    classname: readAttribute(attributes, "classname"),
    name: readAttribute(attributes, "name"),
    outcome: outcome as TestCase["outcome"],
    ...(more === "" ? {} : { message: readAttribute(more, "message") }),
  }));
}

function readAttribute(attributes: string, name: string): string {
  const [, value = ""] = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes) ?? [];
  const entities: [string, string][] = [
    ["&lt;", "<"],
    ["&gt;", ">"],
    ["&quot;", '"'],
    ["&amp;", "&"],
  ];
  return entities.reduce((text, [from, to]) => text.replaceAll(from, to), value);
}
