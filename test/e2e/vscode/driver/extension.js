// Listens on loopback and runs the functions that a test sends, with the editor's API in hand.
const { writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const vscode = require('vscode')

// tsx wraps functions of a test in this.
const __name = (named) => named

exports.activate = () => {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { code, args } = JSON.parse(body)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(await answer(code, args)))
  })
  server.listen(0, '127.0.0.1', () => {
    const file = process.env.MIDFILL_E2E_DRIVER
    if (file) writeFileSync(file, String(server.address().port))
  })
}

async function answer(code, args) {
  try {
    const run = new Function('__name', `return ${code}`)(__name)
    return { value: await run(vscode, ...args) }
  } catch (error) {
    return { error: String(error?.stack ?? error) }
  }
}
