// The arrows between rooms, and the home file of each third-party library.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What each room may import of ours. A new arrow is a design change: write its reason in ARCHITECTURE.md. */
const ARROWS: Record<string, string[]> = {
  protocol: [],
  grammars: [],
  engine: [],
  postprocess: ['grammars'],
  server: ['protocol', 'grammars', 'engine', 'postprocess'],
  lsp: ['protocol', 'grammars', 'engine', 'postprocess'],
  'cli.ts': ['protocol', 'server', 'lsp'],
  editors: [],
}

/** Where each third-party library is imported: replacing one must touch these files only. */
const HOMES: Record<string, string[]> = {
  'eventsource-parser': ['protocol/sse.ts'],
  'typebox/compile': ['protocol/validate.ts'],
  'typebox/system': ['protocol/validate.ts'],
  'typebox/value': ['server/environment-reader.ts', 'editors/vscode/src/messages.ts'],
  ignore: ['lsp/context/policy/ignore-rules.ts'],
  'vscode-languageclient/node': ['editors/vscode/src/language-server.ts'],
  'web-tree-sitter': ['grammars/parser.ts', 'grammars/runtime.ts'],
  jose: ['server/auth/jwt.ts'],
  'lru-cache': ['server/auth/known-tokens.ts', 'server/dispatch/answer-cache.ts'],
  ioredis: ['server/limits/shared-store.ts'],
  'prom-client': ['server/telemetry/metrics.ts'],
  semver: ['server/routes/prompts.ts'],
  '@fastify/swagger': ['server/api-docs.ts'],
  '@aws-sdk/credential-provider-node': ['server/cloud/aws.ts'],
  '@smithy/signature-v4': ['server/cloud/aws.ts'],
  'google-auth-library': ['server/cloud/google.ts'],
  yaml: ['server/config-file/parse.ts', 'lsp/context/policy/policy-file.ts'],
  undici: ['server/upstream.ts', 'lsp/network/http.ts'],
}

interface Import {
  from: string
  to: string
  /** Types vanish when the code is built: they bind no room to a library. */
  isType: boolean
}

function sourceFiles(room: string): string[] {
  if (room.endsWith('.ts')) return [room]
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(room, file))
}

function importsOf(file: string): Import[] {
  const code = readFileSync(join(ROOT, file), 'utf8')
  const pattern = /^\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm
  return [...code.matchAll(pattern)].map(([, type, named, dynamic]) => {
    const to = named ?? dynamic ?? ''
    const target = to.startsWith('.') ? normalize(join(dirname(file), to)) : to
    return { from: file, to: target, isType: type !== undefined }
  })
}

const roomOf = (path: string): string => path.split('/')[0] ?? path
const rooms = Object.keys(ARROWS)
const imports = rooms.flatMap(sourceFiles).flatMap(importsOf)
const ours = imports.filter(({ to }) => rooms.includes(roomOf(to)))

test('imports follow the arrows between rooms', () => {
  const wrong = ours.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)]
    return room !== other && !ARROWS[room]?.includes(other)
  })
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  )
})

test('from outside a room only its index is imported, and never from inside', () => {
  const wrong = ours.filter(({ from, to }) => {
    const isInside = roomOf(from) === roomOf(to)
    const isIndex = to === `${roomOf(to)}/index.ts`
    return isInside ? isIndex : !isIndex
  })
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  )
})

test('no room has an import cycle', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, isType } of ours) {
    if (!isType) next.set(from, [...(next.get(from) ?? []), to])
  }
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' -> ')}`)
    if (done.has(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
})

test('each third-party library stays in its home', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    const home = HOMES[to]
    return home !== undefined && !isType && !home.includes(from)
  })
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  )
})

test('processes are ended and the environment is read in few places', () => {
  const allowed: Record<string, string[]> = {
    'process.exit(': ['server/main.ts', 'lsp/main.ts', 'cli.ts'],
    'process.env': ['server/main.ts', 'lsp/main.ts', 'cli.ts'],
  }
  const files = rooms.flatMap(sourceFiles)
  for (const [words, homes] of Object.entries(allowed)) {
    const users = files.filter((file) => codeOf(file).includes(words))
    assert.deepEqual(
      users.filter((file) => !homes.includes(file)),
      [],
      words,
    )
  }
})

const codeOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')

test('the rooms are the ones that ARCHITECTURE.md shows', () => {
  const picture = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  for (const room of rooms) assert.match(picture, new RegExp(`\\b${relative('.', room)}`), room)
})
