/** A proxy in front of an S3 server that spoils some answers, each kind as networks and stores do it. */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { collectBlocks } from "../storage/collect-blocks.js";

export type Spoiling =
  | "reset"
  | "slow-down"
  | "cut-body"
  | "flip-body"
  | "slow"
  | "lost-answer"
  | "silent"
  /** A listing lacks what was written last. */
  | "stale-list";

export interface SpoilingProxy {
  readonly port: number;
  /** How often each kind struck. */
  readonly struck: Readonly<Record<Spoiling, number>>;
  close(): Promise<void>;
}

export interface SpoilingChoice {
  /** What is done to this request; undefined: it goes through. */
  choose(method: string, url: string): Spoiling | undefined;
}

export async function startSpoiling(upstream: number, { choose }: SpoilingChoice): Promise<SpoilingProxy> {
  const struck = {
    reset: 0,
    "slow-down": 0,
    "cut-body": 0,
    "flip-body": 0,
    slow: 0,
    "lost-answer": 0,
    silent: 0,
    "stale-list": 0,
  };
  const server = createServer((incoming, answer) => {
    const fault = choose(incoming.method ?? "", incoming.url ?? "");
    if (fault !== undefined) struck[fault]++;
    if (fault === "silent") return;
    if (fault === "reset") {
      incoming.socket.destroy();
      return;
    }
    if (fault === "slow-down") {
      incoming.resume();
      answer.writeHead(503, { "content-type": "application/xml" });
      answer.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
      return;
    }
    pass(upstream, incoming, answer, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    struck,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(
  upstream: number,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: Spoiling | undefined,
): void {
  const { method, url, headers } = incoming;
  const outgoing = httpRequest({ host: "127.0.0.1", port: upstream, method, path: url, headers }, (found) => {
    if (fault === "lost-answer") {
      // The request went through, and nobody will know.
      found.resume().on("end", () => incoming.socket.destroy());
      return;
    }
    if (fault === "stale-list" && url?.includes("list-type=2") === true) {
      void answerLate(found, answer);
      return;
    }
    answer.writeHead(found.statusCode ?? 500, found.headers);
    const length = Number(found.headers["content-length"] ?? 0);
    let sent = 0;
    found.on("data", (chunk: Buffer) => {
      if (fault === "flip-body" && sent === 0) chunk[chunk.length >> 1]! ^= 1;
      if (fault === "cut-body" && sent + chunk.length >= length / 2) {
        answer.write(chunk.subarray(0, Math.max(0, (length >> 1) - sent)), () => incoming.socket.destroy());
        found.destroy();
        return;
      }
      sent += chunk.length;
      answer.write(chunk);
      if (fault === "slow") {
        found.pause();
        setTimeout(() => found.resume(), 20);
      }
    });
    found.on("end", () => answer.end());
  });
  outgoing.on("error", () => incoming.socket.destroy());
  incoming.pipe(outgoing);
}

/** The listing without the younger half of its entries. */
async function answerLate(found: IncomingMessage, answer: ServerResponse): Promise<void> {
  const entry = /<Contents>.*?<\/Contents>/gs;
  const text = String(await collectBlocks(found));
  const times = [...text.matchAll(entry)].map(([each]) => timeOf(each)).sort();
  const latest = times[times.length >> 1] ?? "";
  const bytes = Buffer.from(text.replace(entry, (each) => (timeOf(each) < latest ? each : "")));
  answer.writeHead(found.statusCode ?? 500, { ...found.headers, "content-length": bytes.length });
  answer.end(bytes);
}

function timeOf(entry: string): string {
  return /<LastModified>(.*?)<\/LastModified>/s.exec(entry)?.[1] ?? "";
}
