// undici without what nobody here uses: its own index loads fetch, WebSocket, mocks and caches, 5 MB and 50 ms at each start.
import type { Plugin } from 'esbuild'

/** What server/upstream.ts and lsp/network/http.ts import by name, and `request`, `stream` and the like on all of them. */
const INDEX = `
  module.exports = {
    Agent: require('./lib/dispatcher/agent'),
    Client: require('./lib/dispatcher/client'),
    EnvHttpProxyAgent: require('./lib/dispatcher/env-http-proxy-agent'),
    Pool: require('./lib/dispatcher/pool'),
  }
  Object.assign(require('./lib/dispatcher/dispatcher').prototype, require('./lib/api'))
`

export const leanUndici: Plugin = {
  name: 'lean-undici',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/]undici[\\/]index\.js$/ }, () => ({ contents: INDEX }))
  },
}
