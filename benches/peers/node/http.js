// Streams and polls by node:http alone: node http.js PORT
import { createServer } from "node:http";
import { body } from "./body.js";

const streams = new Set();
let polls = [];

const paths = {
  "/pub": async (request, response) => {
    const message = await body(request);
    for (const stream of streams) stream.write(`data: ${message}\n\n`);
    const waiting = polls;
    polls = [];
    for (const poll of waiting) poll.writeHead(200, { "Content-Length": Buffer.byteLength(message) }).end(message);
    response.writeHead(202, { "Content-Length": 0 }).end();
  },
  "/sse": (request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    streams.add(response);
    response.on("close", () => streams.delete(response));
  },
  "/long": (request, response) => {
    polls.push(response);
  },
  "/short": (request, response) => {
    if (request.headers["if-none-match"] === '"1"') response.writeHead(304, { ETag: '"1"' }).end();
    else response.writeHead(200, { ETag: '"1"', "Content-Length": 128 }).end(".".repeat(128));
  },
};

const server = createServer((request, response) => paths[request.url](request, response));
server.listen(Number(process.argv[2]), "127.0.0.1");
