import { type ExitCode, ExitCode as exit, FileError, RefusedError } from "../errors.ts";
import type { ApplyReport } from "../plan/report.ts";
import type { Plan } from "../plan/types.ts";
import { takeFingerprints } from "../saved/fingerprints.ts";
import type { Receipt } from "../saved/formats.ts";
import { attributeChanges, settleReceipt } from "../saved/receipt.ts";
import type { Context } from "./context.ts";
import type { PlanOptions, PreparedPlan } from "./prepare-plan.ts";
import { describeOrigin } from "./save-plan.ts";
import { checkPlace, readBytes, readSealed, receiptKind, writeSealed } from "./saved-files.ts";
import { createSealer } from "./seal.ts";

/** Writes the receipt of an apply, once it is sure that it can be written. */
export interface ReceiptWriter {
  /** Returns the exit code, given that of the apply; says it on stderr when nothing could be written. */
  write: (prepared: PreparedPlan, report: ApplyReport, exitCode: ExitCode) => Promise<ExitCode>;
}

/** Returns what writes a receipt to `path`. Throws FileError when it cannot, and UsageError for a bad OWCONF_PLAN_KEY. */
export async function openReceiptWriter(
  path: string,
  options: Pick<PlanOptions, "spec" | "only">,
  context: Context,
): Promise<ReceiptWriter> {
  const sealer = createSealer(context);
  await checkPlace(path, receiptKind, context);
  return {
    write: async (prepared, report, exitCode) => {
      const { desired, live, plan, session } = prepared;
      const { credential } = session.actor;
      const fingerprints = takeFingerprints(desired, live, plan.server.version, sealer.fingerprinter);
      const content: Omit<Receipt, "seal"> = {
        format: "owconf-receipt",
        ...describeOrigin(prepared, options, sealer),
        when: new Date(context.wallClock()).toISOString(),
        by: { credential, ...(session.email === undefined ? {} : { email: session.email }) },
        status: report.status,
        settings: settleReceipt(report, desired, fingerprints),
      };
      try {
        await writeSealed(path, content, sealer, context);
        context.stderr.write(`Receipt written to ${path}.\n`);
        return exitCode;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        // What the server holds is told by the apply's own exit code, if it is none of success.
        context.stderr.write(`error: the apply has ended, but there is no receipt: ${error.message}\n`);
        return exitCode === exit.ok ? exit.invalid : exitCode;
      }
    },
  };
}

/** Says where the changes of a plan come from, by a receipt. */
export interface ReceiptReader {
  /** Throws RefusedError when the receipt is of another server. */
  attribute: (prepared: Pick<PreparedPlan, "plan" | "desired" | "live">) => Plan;
}

/** Returns what a receipt tells. Throws FileError, and RefusedError for what is no receipt as owconf wrote it. */
export async function openReceipt(path: string, context: Context): Promise<ReceiptReader> {
  const text = new TextDecoder().decode(await readBytes(path, context));
  const { Receipt } = await import("../saved/formats.ts");
  const read = { kind: receiptKind, schema: Receipt };
  const receipt = await readSealed(text, path, read, (salt) => createSealer(context, salt));
  return {
    attribute: ({ plan, desired, live }) => {
      const { url } = plan.server;
      if (url !== receipt.server.url) {
        throw new RefusedError(
          "receipt.other-server",
          `${path} is a receipt of ${receipt.server.url}, not of ${url}`,
          {
            hint: "give the receipt of the last apply to this server",
          },
        );
      }
      const { fingerprinter } = createSealer(context, receipt.salt);
      return attributeChanges(
        plan,
        receipt,
        takeFingerprints(desired, live, plan.server.version, fingerprinter),
      );
    },
  };
}
