import type { Json, JsonObject } from "../../src/model/json.ts";
import { resources } from "../../src/resources/index.ts";
import type { Intercepted } from "../server/index.ts";
import type { Settings } from "./stage.ts";

/** One request, and what can be done to it. */
export interface Hit {
  request: Request;
  /** Lets the server carry the request out, and returns what it would answer. */
  act: () => Promise<Response>;
  /** What the server held before the first write. */
  before: Settings;
}

/** What is done to one request. */
export interface Fault {
  name: string;
  /** Left out: the server does not even listen when the request comes. */
  answer?: (hit: Hit) => Promise<Intercepted>;
  /** The request is not done before the client's time limit. */
  slow?: true;
}

const refuse = (status: number, detail: string) => async () => Response.json({ detail }, { status });
const showPage = async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
const afterActing =
  (answer: () => Promise<Intercepted>) =>
  async ({ act }: Hit) => {
    await act();
    return answer();
  };
const megabytes = (count: number) => "x".repeat(count * 1024 * 1024);

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
    answer: async ({ act }) => {
      const text = await (await act()).text();
      const half = text.slice(0, Math.ceil(text.length / 2));
      return new Response(half, { headers: { "content-type": "application/json" } });
    },
  },
  { name: "array", answer: async () => Response.json([]) },
  { name: "empty", answer: async () => Response.json({}) },
  {
    name: "part+",
    answer: async ({ act }) => {
      const whole = Object.entries(await readObject(act));
      return Response.json(Object.fromEntries(whole.slice(0, Math.floor(whole.length / 2))));
    },
  },
  {
    // What counts of a doubled key is its last value.
    name: "doubled+",
    answer: async ({ act }) => {
      const whole = Object.entries(await readObject(act));
      const keys = [...whole.map(([key]): [string, Json] => [key, "doubled"]), ...whole];
      const text = keys.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join();
      return new Response(`{${text}}`, { headers: { "content-type": "application/json" } });
    },
  },
  {
    name: "other+",
    answer: async ({ act, request, before }) => {
      await act();
      const isSwitch = request.url.endsWith("/ldap");
      return Response.json(isSwitch ? before.adminConfig : before.ldapConfig);
    },
  },
  {
    // As a cache in front of the server answers, or another worker of it.
    name: "stale+",
    answer: async ({ act, request, before }) => {
      const answer = await act();
      const old = findReading(before, request);
      return old ? Response.json(old) : answer;
    },
  },
  {
    name: "nulls+",
    answer: async ({ act }) => {
      const keys = Object.keys(await readObject(act));
      return Response.json(Object.fromEntries(keys.map((key) => [key, null])));
    },
  },
  {
    // Nothing but the end of the connection says where such an answer ends.
    name: "http1.0+",
    answer: async ({ act }) => {
      const text = await (await act()).text();
      const half = text.slice(0, Math.ceil(text.length / 2));
      return { raw: `HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${half}` };
    },
  },
  {
    name: "10MB+",
    answer: async ({ act }) => Response.json({ ...(await readObject(act)), PADDING: megabytes(10) }),
  },
  {
    name: "10MB no",
    answer: async ({ request }) => {
      const repeated = `${request.headers.get("authorization")} ${await request.text()}`;
      return Response.json({ detail: `${repeated} ${megabytes(10)} ${repeated}` }, { status: 400 });
    },
  },
  {
    name: "headers+",
    answer: async ({ act, request }) => {
      const headers = { "x-repeated": `${request.headers.get("authorization")} ${"x".repeat(64 * 1024)}` };
      return Response.json(await readObject(act), { headers });
    },
  },
];

/** Returns what a reading by this request would have answered at that time; undefined for other requests. */
function findReading(settings: Settings, { method, url }: Request): JsonObject | undefined {
  if (method !== "GET") return undefined;
  const resource = resources.find(({ read }) => url.endsWith(read.path));
  return resource && settings[resource.name as keyof Settings];
}

async function readObject(act: Hit["act"]): Promise<JsonObject> {
  return (await (await act()).json()) as JsonObject;
}

const lastingNames = ["refused", "reset+", "hang", "500", "401", "html"];

/** Those that are also tried without an end: one of each kind. */
export const lastingFaults = faults.filter(({ name }) => lastingNames.includes(name));
