/** A command as GitHub Actions reads it from a line of output. */
export interface WorkflowCommand {
  command: string;
  properties: Record<string, string>;
  message: string;
}

const dataEscapes: [string, string][] = [
  ["%0D", "\r"],
  ["%0A", "\n"],
];
const propertyEscapes: [string, string][] = [...dataEscapes, ["%3A", ":"], ["%2C", ","]];

/** Replaces escapes as the runner does: one after the other, `%25` last. */
function undo(text: string, escapes: [string, string][]): string {
  return [...escapes, ["%25", "%"] as const].reduce((all, [from, to]) => all.replaceAll(from, to), text);
}

/**
 * Returns the commands in an output, by the rules of the runner: a line is a command when it begins, behind blanks,
 * with `::`; up to the next `::` stand name and properties, separated by commas; anything behind is the message.
 * Older commands begin with `##[` anywhere in a line that is none of these. Throws for a line that is no command.
 */
export function parseWorkflowCommands(output: string): WorkflowCommand[] {
  const lines = output.split(/\r\n|\r|\n/).filter((line) => line !== "");
  return lines.map((line) => {
    const [, head = "", message = ""] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? [];
    if (head === "") throw new Error(`no workflow command: ${line}`);
    const [command = "", ...rest] = head.split(" ");
    const list = rest
      .join(" ")
      .split(",")
      .filter((one) => one !== "");
    const properties = list.map((one): [string, string] => {
      const at = one.indexOf("=");
      return [one.slice(0, at).trim(), undo(one.slice(at + 1), propertyEscapes)];
    });
    return { command, properties: Object.fromEntries(properties), message: undo(message, dataEscapes) };
  });
}
