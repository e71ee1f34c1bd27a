import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Api } from "../src/api.ts";
import { answering, type Step } from "../src/asking.ts";
import { Problem } from "../src/problem.ts";
import { events } from "./samples.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const SAID = events();
const ASKED = { question: "Qui prévenir ?", history: [], audience: "everyone" };
const AT_ONCE = [0, 0, 0];
let server: Server | undefined;

async function serving(handler: Handler, { origin }: { origin?: string } = {}): Promise<Api> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Api(endpoint, () => "fr", { origin: origin ?? endpoint });
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Send the events after number `from`, and after `to` lose the connection. */
function send(response: ServerResponse, from: number, to = SAID.length): void {
  response.writeHead(200, { "content-type": "text/event-stream", "x-answer-id": "A" });
  const frames = SAID.slice(from, to).map((event, index) => `id: A.${from + index + 1}\nevent: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`);
  response.write(frames.join(""), () => (to < SAID.length ? response.destroy() : response.end()));
}

function refuse(response: ServerResponse, status: number, key: string, headers = {}): void {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers });
  response.end(JSON.stringify({ key, detail: `${key}.` }));
}

async function heard(steps: AsyncIterable<Step>): Promise<Step[]> {
  const all: Step[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

test("an answer lost twice is heard whole, each event once", async () => {
  const api = await serving((request, response) => {
    if (request.method === "POST") return send(response, 0, 3);
    const last = Number(String(request.headers["last-event-id"]).split(".")[1]);
    send(response, last, last === 3 ? 6 : undefined);
  });
  const steps = await heard(answering(api, ASKED, new AbortController().signal, AT_ONCE));
  expect(steps.flatMap((step) => (step.type === "event" ? [step.event] : []))).toEqual(SAID);
  expect(steps.filter((step) => step.type === "resuming")).toHaveLength(2);
});

test("an answer the server forgot is said to be gone", async () => {
  const api = await serving((request, response) => (request.method === "POST" ? send(response, 0, 2) : refuse(response, 404, "answer_gone")));
  await expect(heard(answering(api, ASKED, new AbortController().signal, AT_ONCE))).rejects.toMatchObject({ kind: "gone" });
});

test("a server that does not come back is given up after the last try", async () => {
  const api = await serving((request, response) => (request.method === "POST" ? send(response, 0, 2) : void response.destroy()));
  await expect(heard(answering(api, ASKED, new AbortController().signal, AT_ONCE))).rejects.toMatchObject({ kind: "lost" });
});

test("stopping ends it at once", async () => {
  const stopping = new AbortController();
  const api = await serving((_request, response) => {
    response.writeHead(200, { "x-answer-id": "A" });
    response.write(`id: A.1\nevent: status\ndata: ${JSON.stringify(SAID[0])}\n\n`);
  });
  const steps = answering(api, ASKED, stopping.signal, AT_ONCE);
  await steps.next();
  await steps.next();
  stopping.abort();
  await expect(steps.next()).rejects.toMatchObject({ name: "AbortError" });
});

test("who asks too often is told when to ask again, in the server's words", async () => {
  const api = await serving((_request, response) => refuse(response, 429, "rate_limited", { "retry-after": "12" }));
  const problem = await heard(answering(api, ASKED, new AbortController().signal)).catch((error: unknown) => error as Problem);
  expect(problem).toMatchObject({ kind: "rate_limited", detail: "rate_limited." });
  expect(((problem as Problem).until ?? 0) - Date.now()).toBeGreaterThan(10_000);
});

test("a page of another origin asks for a token, and for another when it has expired", async () => {
  let tokens = 0;
  const shown: (string | undefined)[] = [];
  const api = await serving(
    (request, response) => {
      if (request.url === "/api/token") return void response.end(JSON.stringify({ token: `t${++tokens}`, expires_in: 900 }));
      shown.push(request.headers.authorization);
      if (request.headers.authorization === "Bearer t1" && shown.length > 1) return refuse(response, 401, "token_expired");
      response.end(JSON.stringify({ questions: ["Et ensuite ?"] }));
    },
    { origin: "https://intranet.example" },
  );
  const where = { lang: "fr", as_of: null } as const;
  await api.suggestions(["gdpr#art_35"], [], where);
  expect(await api.suggestions(["gdpr#art_35"], [], where)).toEqual(["Et ensuite ?"]);
  expect(shown).toEqual(["Bearer t1", "Bearer t1", "Bearer t2"]);
});
