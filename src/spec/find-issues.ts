import { z } from "../model/whole-zod.ts";
import type { Problem } from "./diagnostics.ts";
import { specModel } from "./model.ts";
import { describeIssues } from "./problems.ts";
import { createSchemaFor } from "./schema.ts";
import type { Tree } from "./tree.ts";

/** Returns what is wrong with the values of a spec, in the words of its settings; nothing when it is right. */
export function findIssues(tree: Tree): Problem[] {
  const checked = createSchemaFor(z, tree.value).safeParse(tree.value);
  return checked.success ? [] : describeIssues(checked.error.issues, tree, specModel);
}
