// Any number of Open WebUI servers on one port, told apart by the beginning of the path, which answer the same reads
// after a while: slow-servers.mjs ANSWERS.json MILLISECONDS. Prints its port.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [, , file, delay] = process.argv;
const answers = JSON.parse(readFileSync(file, "utf8"));
const server = createServer({ noDelay: true }, (request, response) => {
  const answer = answers[request.url.replace(/^\/s\d+/, "")];
  setTimeout(() => {
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(answer ?? '{"detail":"Not Found"}');
  }, Number(delay));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
