// What the bundled command has in place of undici: no more than the agent and the request, instead of all of
// its 111 modules (fetch, mocks, caches, proxies …). The library imports undici itself.

const { setFlagsFromString } = require("node:v8");
const Dispatcher = require("../../node_modules/undici/lib/dispatcher/dispatcher.js");

// V8 compiles undici's HTTP parser, which is WebAssembly, a second time with its optimising compiler after
// some calls, and the process cannot end before that is done: 100 ms for a parser that has a few answers
// to read. This puts it off for good. Node advises against changing V8's flags while it runs, as some
// take effect only at the start; this one is read when a function is compiled, and the parser is not there yet.
setFlagsFromString("--wasm-tiering-budget=1000000000");

Dispatcher.prototype.request = require("../../node_modules/undici/lib/api/api-request.js");

exports.Agent = require("../../node_modules/undici/lib/dispatcher/agent.js");
exports.buildConnector = require("../../node_modules/undici/lib/core/connect.js");
