// The page for people: its files, read once and served as they are.
import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

const FILES = ['index.html', 'page.css', 'page.js', 'playground.js', 'dashboard.js']
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}
/** Nothing from elsewhere, nothing inline, and in nobody's frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

interface Page {
  type: string
  body: Buffer
}

/**
 * Answers before anybody is asked for a token: the files hold nothing that is not in this repository.
 * `/` stays what it is for everyone but browsers: GitLab's guide looks for its 401.
 */
export function pages(app: FastifyInstance): void {
  const known = new Map(
    FILES.map((file) => [file === 'index.html' ? '/' : `/web/${file}`, read(file)]),
  )
  app.addHook('onRequest', (request, reply, next) => {
    const page = request.method === 'GET' ? known.get(request.url) : undefined
    const isWanted =
      page && (request.url !== '/' || /text\/html/.test(request.headers.accept ?? ''))
    if (!isWanted) {
      next()
      return
    }
    reply
      .headers({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      })
      .type(page.type)
      .send(page.body)
  })
}

function read(file: string): Page {
  return { type: TYPES[extname(file)] ?? '', body: readFileSync(join(folder(), file)) }
}

/** Beside the bundle once built, beside this file in the source tree. */
function folder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return join(here, here.endsWith(join('server', 'web')) ? 'assets' : 'web')
}
