// Socket.IO on its WebSocket transport alone, as its documentation broadcasts: node socket.io.js PORT
import { createServer } from "node:http";
import { Server } from "socket.io";
import { body } from "./body.js";

const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
// Socket.IO puts itself before listeners that are there; what is not its own it leaves to them.
server.on("request", async (request, response) => {
  if (request.url !== "/pub") return;
  io.emit("message", await body(request));
  response.writeHead(202, { "Content-Length": 0 }).end();
});
server.listen(Number(process.argv[2]), "127.0.0.1");
