import { SpecError } from "../errors.ts";
import { escapeInvisible } from "../invisible.ts";
import { formatDiagnostic } from "../spec/diagnostics.ts";
import { plain } from "./paint.ts";
import { describeState, nameServer } from "./plan-text.ts";
import type { FailedRun, PlanView, Stated, StatedPlan } from "./plan-view.ts";
import { describeChange, formatChange } from "./value.ts";

interface Element {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  content?: readonly Element[] | string;
}

/**
 * Returns a plan as JUnit XML: a suite for each section, a test for each setting that the spec declares. A test
 * passes where the server holds the setting, and fails where it differs.
 */
export function renderPlanJunit(view: StatedPlan): string {
  const suites = view.plan.resources.map(({ path }) => {
    const own = view.stated.filter(({ section }) => section === path);
    return createSuite(path, { tests: own.length, failures: countChanged(own) }, [
      { name: "properties", attributes: {}, content: listProperties(view) },
      ...own.map((one) => createCase(one, view)),
    ]);
  });
  const counts = { tests: view.stated.length, failures: countChanged(view.stated), errors: 0 };
  return renderDocument({
    name: "testsuites",
    attributes: { name: "owconf plan", ...counts },
    content: suites,
  });
}

/** Returns a command that ended with an error as JUnit XML: a test with an error for each problem. */
export function renderFailureJunit({ command, error }: FailedRun): string {
  const { message, code, hint } = error;
  const whole = { message, type: code, text: hint === undefined ? message : `${message}\nhint: ${hint}` };
  const problems =
    error instanceof SpecError
      ? error.diagnostics
          .filter(({ severity }) => severity === "error")
          .map((one) => ({ message: one.message, type: one.code, text: formatDiagnostic(one) }))
      : [whole];
  const cases = problems.map(({ message, type, text }, index): Element => {
    const name = problems.length === 1 ? command : `${command}: problem ${index + 1}`;
    const content = [{ name: "error", attributes: { message, type }, content: text }];
    return { name: "testcase", attributes: { classname: "owconf", name, time: 0 }, content };
  });
  const counts = { tests: cases.length, failures: 0, errors: cases.length };
  const name = `owconf ${command}`;
  return renderDocument({
    name: "testsuites",
    attributes: { name, ...counts },
    content: [createSuite(name, counts, cases)],
  });
}

function createSuite(
  name: string,
  counts: { tests: number; failures: number; errors?: number },
  content: readonly Element[],
): Element {
  return { name: "testsuite", attributes: { name, errors: 0, skipped: 0, time: 0, ...counts }, content };
}

function countChanged(stated: readonly Stated[]): number {
  return stated.filter(({ change }) => change !== undefined).length;
}

function listProperties({ plan }: PlanView): Element[] {
  const property = (name: string, value: string) => ({ name: "property", attributes: { name, value } });
  return [property("server", plan.server.url), property("open-webui", plan.server.version)];
}

function createCase(stated: Stated, view: PlanView): Element {
  const { section, path, change } = stated;
  const name = path.slice(section.length).replace(/^\./, "") || section;
  const failures = change === undefined ? [] : [createFailure(stated, view)];
  return { name: "testcase", attributes: { classname: section, name, time: 0 }, content: failures };
}

function createFailure({ change, path, place }: Stated, { plan, allowed }: PlanView): Element {
  if (change === undefined) throw new Error(`${path} is in sync`);
  const dangers = plan.dangers.filter(({ name }) => change.dangers?.includes(name));
  const names = dangers.map(({ name }) => name).join(", ");
  const message = `${describeChange(change)}${names === "" ? "" : ` (dangerous: ${names})`}`;
  const isShown = [change.live, change.desired].some((value) => value !== undefined);
  const text = [
    `${path}:${isShown ? formatChange(change, plain, "  ") : ` ${describeChange(change)}`}`,
    ...dangers.map(({ name, reason }) => `${name}: ${reason}; ${describeState(name, allowed)}`),
    `live → desired, on ${nameServer(plan)}`,
    ...(place === undefined ? [] : [`${place.file}:${place.line}:${place.column}`]),
  ].join("\n");
  const type = dangers.length > 0 ? "dangerous" : "drift";
  return { name: "failure", attributes: { message, type }, content: text };
}

function renderDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, "")}`;
}

function renderElement({ name, attributes, content = [] }: Element, indent: string): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const head = `${indent}<${name}${list.join("")}`;
  if (content.length === 0) return `${head}/>\n`;
  if (typeof content === "string") return `${head}>${escapeXml(content, "\n\t")}</${name}>\n`;
  const inside = content.map((one) => renderElement(one, `${indent}  `)).join("");
  return `${head}>\n${inside}${indent}</${name}>\n`;
}

/** What XML cannot hold at all, such as most control characters, is shown as `\u{1b}`. */
function escapeXml(text: string, kept = ""): string {
  return escapeInvisible(text, kept)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
