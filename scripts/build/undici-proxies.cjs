// What proxies need of undici, loaded only for them: see undici.cjs.

module.exports = {
  EnvHttpProxyAgent: require("../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js"),
};
