// The OpenAPI document and a page that lists it, both generated from the schemas of the routes.
import type { FastifyInstance } from 'fastify'
import { VERSION } from '../protocol/index.ts'
import type { Config } from './config.ts'

/** Must be called before the routes are added. The only @fastify/swagger, loaded when it is wanted. */
export async function apiDocs(app: FastifyInstance, { pages, openapi }: Config['docs']) {
  if (pages.length === 0 && openapi === '') return
  const { default: swagger } = await import('@fastify/swagger')
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'midfill gateway', version: VERSION } },
  })
  const schema = { hide: true }
  if (openapi) app.get(openapi, { schema }, async () => app.swagger())
  for (const path of pages) {
    app.get(path, { schema }, async (_request, reply) => {
      reply.type('text/html; charset=utf-8')
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      return page(app.swagger(), openapi)
    })
  }
}

type Operation = { summary?: string }

function page(document: { paths?: object }, openapi: string): string {
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, Operation>).map(
      ([method, { summary = '' }]) =>
        `<tr><td><code>${method.toUpperCase()}</code><td><code>${text(path)}</code><td>${text(summary)}`,
    ),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>midfill gateway ${VERSION}</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  td { padding: .25rem 1rem .25rem 0; vertical-align: top }
</style>
<h1>midfill gateway ${VERSION}</h1>
${openapi ? `<p>The schemas: <a href="${text(openapi)}">${text(openapi)}</a></p>` : ''}
<table>${rows.join('\n')}</table>
</html>
`
}

const text = (value: string): string => value.replace(/[&<>"]/g, (ch) => `&#${ch.charCodeAt(0)};`)
