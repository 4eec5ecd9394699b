// What undici takes of node:http, which has a client and a server of its own: a limit, Node's default for the bytes
// that an answer's headers may have, and a class to tell bodies by that owconf never sends.
exports.maxHeaderSize = 16 * 1024;
exports.IncomingMessage = class {};
