// Sockets by ws, as its README broadcasts: node ws.js PORT
import { createServer } from "node:http";
import { WebSocketServer, WebSocket } from "ws";
import { body } from "./body.js";

const server = createServer(async (request, response) => {
  const message = await body(request);
  for (const client of sockets.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(message, { binary: false });
  }
  response.writeHead(202, { "Content-Length": 0 }).end();
});
const sockets = new WebSocketServer({ server, path: "/ws" });
sockets.on("connection", (socket) => socket.on("error", console.error));
server.listen(Number(process.argv[2]), "127.0.0.1");
