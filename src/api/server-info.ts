import type { z } from "zod";
import type { RequestFacts } from "../errors.ts";
import type { Json } from "../model/json.ts";
import { lightZod, takes } from "../model/light-zod.ts";
import type { Zod } from "../model/zod.ts";

// `GET /api/config`; others (Ollama, for one) have a version, too, but no such features.
const createServerInfoSchema = (zod: Zod) =>
  zod.looseObject({
    features: zod.looseObject({}),
    // While the server has no account.
    onboarding: zod.boolean().nullish(),
    oauth: zod.looseObject({ providers: zod.looseObject({}).nullish() }).nullish(),
    version: zod
      .string()
      .regex(/^\d+(\.[\w+-]+)+$/)
      .max(60),
  });

/** What an Open WebUI tells everybody of itself. */
export type ServerInfo = z.infer<ReturnType<typeof createServerInfoSchema>>;

/** Returns an answer as what it must be. Throws NotOpenWebUIError, which names each field at fault. */
export async function readServerInfo(answer: Json, facts: RequestFacts): Promise<ServerInfo> {
  if (takes(createServerInfoSchema(lightZod), answer)) return answer as ServerInfo;
  const [{ z }, { checkAnswer }] = await Promise.all([
    import("../model/whole-zod.ts"),
    import("./validation.ts"),
  ]);
  return checkAnswer(createServerInfoSchema(z), answer, facts);
}
