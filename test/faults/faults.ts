import type { Intercepted } from "../server/index.ts";

/** What is done to one request. `act` lets the server carry it out, and returns what it would answer. */
export interface Fault {
  name: string;
  /** Left out: the server does not even listen when the request comes. */
  answer?: (act: () => Promise<Response>) => Promise<Intercepted>;
  /** The request is not done before the client's time limit. */
  slow?: true;
}

const refuse = (status: number, detail: string) => async () => Response.json({ detail }, { status });
const showPage = async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
const afterActing = (answer: () => Promise<Intercepted>) => async (act: () => Promise<Response>) => {
  await act();
  return answer();
};

/** Everything that can happen to a request, as far as a client can tell it apart. */
export const faults: readonly Fault[] = [
  { name: "refused" },
  { name: "reset", answer: async () => "reset" },
  { name: "reset+", answer: afterActing(async () => "reset") },
  { name: "hang", slow: true, answer: async () => "hang" },
  { name: "hang+", slow: true, answer: afterActing(async () => "hang") },
  { name: "500", answer: refuse(500, "Internal Server Error") },
  { name: "502", answer: refuse(502, "Bad Gateway") },
  { name: "502+", answer: afterActing(refuse(502, "Bad Gateway")) },
  { name: "401", answer: refuse(401, "401 Unauthorized") },
  { name: "429", answer: refuse(429, "API rate limit exceeded") },
  { name: "html", answer: showPage },
  { name: "html+", answer: afterActing(showPage) },
  {
    name: "cut+",
    answer: async (act) => {
      const text = await (await act()).text();
      const half = text.slice(0, Math.ceil(text.length / 2));
      return new Response(half, { headers: { "content-type": "application/json" } });
    },
  },
  { name: "array", answer: async () => Response.json([]) },
  { name: "empty", answer: async () => Response.json({}) },
  {
    name: "part+",
    answer: async (act) => {
      const whole = Object.entries((await (await act()).json()) as object);
      return Response.json(Object.fromEntries(whole.slice(0, Math.floor(whole.length / 2))));
    },
  },
];

const lastingNames = ["refused", "reset+", "hang", "500", "401", "html"];

/** Those that are also tried without an end: one of each kind. */
export const lastingFaults = faults.filter(({ name }) => lastingNames.includes(name));
