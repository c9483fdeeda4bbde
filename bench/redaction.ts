// Do planted secrets leave, how much harmless text is masked, and what does a key cost in a file of 5,000 lines?
//
// Baseline of the cost: searching the whole file on every key.
import { redact } from '../lsp/context/redact/redact.ts'
import { Redaction } from '../lsp/context/redact/redaction.ts'
import { RememberedSecrets } from '../lsp/context/redact/remembered-secrets.ts'
import { boundsAround } from '../lsp/context/split.ts'
import { OPEN_DOCUMENTS } from '../lsp/documents.ts'
import { type Harmless, lookalikes, packages } from './redaction/harmless.ts'
import { KINDS, type Planted, planted } from './redaction/planted.ts'
import { seededRandom } from './support/random.ts'
import { printBars, printMachine, printRows, summary } from './support/report.ts'

const SEED = Number(process.argv[2] ?? 11)
const SECRETS = 200
const LINES = 5_000
const KEYS = 500
const MAX_HARMLESS_BYTES = 20_000_000
/** A piece of a secret that long counts as the secret. */
const TELLING_CHARS = 8

const random = seededRandom(SEED)
const sources = packages('node_modules', MAX_HARMLESS_BYTES)
const file = sources
  .filter(({ name }) => name.endsWith('.js'))
  .map(({ text }) => text)
  .join('\n')
  .split('\n')
  .filter((line) => line.length < 200)
  .slice(0, LINES)
  .join('\n')

/** Plants a line in a file and asks with the cursor before, behind and within the secret. */
function leaks({ line, secret }: Planted): boolean {
  const lines = file.split('\n').slice(0, 400)
  lines.splice(Math.floor(random() * lines.length), 0, line)
  const text = lines.join('\n')
  const at = text.indexOf(secret)
  const cuts = [0, at, at + 1, at + Math.floor(secret.length / 2), at + secret.length, text.length]
  const redaction = new Redaction()
  const document = OPEN_DOCUMENTS.create('file:///a.js', 'javascript', 1, text)
  return cuts.some((cut) => {
    const { prefix, suffix } = redaction.split(document, boundsAround(text, cut), '')
    return isTold(secret, prefix + suffix) || isTold(secret, redaction.snippet(text))
  })
}

function isTold(secret: string, sent: string): boolean {
  if (secret.length < TELLING_CHARS) return sent.includes(secret)
  for (let at = 0; at + TELLING_CHARS <= secret.length; at += 1) {
    const piece = secret.slice(at, at + TELLING_CHARS)
    if (sent.includes(piece) && !file.includes(piece)) return true
  }
  return false
}

function maskedChars({ text }: Harmless): number {
  const redacted = redact(text)
  let count = 0
  for (let at = 0; at < text.length; at += 1) if (text[at] !== redacted[at]) count += 1
  return count
}

function maskedShare(texts: readonly Harmless[]): number {
  const masked = texts.reduce((sum, one) => sum + maskedChars(one), 0)
  return (100 * masked) / texts.reduce((sum, { text }) => sum + text.length, 0)
}

/** Types at places all over the file, and searches after each key. */
function keyCosts(): Record<string, number[]> {
  const rows: Record<string, number[]> = { 'whole file': [], 'changed lines': [] }
  const remembered = new RememberedSecrets()
  let text = file
  remembered.of(text)
  for (let key = 0; key < KEYS; key += 1) {
    const at = Math.floor(random() * text.length)
    // Through bytes, so that the text is one piece in memory, as the editor's protocol delivers it.
    text = Buffer.from(`${text.slice(0, at)}x${text.slice(at)}`).toString()
    const startedAt = performance.now()
    remembered.of(text)
    rows['changed lines']?.push(performance.now() - startedAt)
    if (key % 10 > 0) continue
    const wholeAt = performance.now()
    redact(text)
    rows['whole file']?.push(performance.now() - wholeAt)
  }
  return rows
}

printMachine()
const secrets = planted(SECRETS, random)
const leaked = secrets.filter(leaks)
for (const { kind, line } of leaked) console.log(`left: ${kind}: ${line}`)
const looks = lookalikes(random)
for (const one of looks) console.log(`${one.name}: ${maskedShare([one]).toFixed(3)} % masked`)
const most = sources
  .map((one) => ({ ...one, masked: maskedChars(one) }))
  .sort((a, b) => b.masked - a.masked)
  .slice(0, 5)
for (const { name, masked } of most) console.log(`most masked: ${name}, ${masked} characters`)
const costs = keyCosts()
printRows(costs, 'whole file', 'ms')
console.log(`${Object.keys(KINDS).length} kinds, ${sources.length} files of packages, seed ${SEED}`)
printBars([
  { what: `secrets of ${SECRETS} that leave`, figure: leaked.length, limit: 0 },
  { what: '% of the packages masked', figure: maskedShare(sources), limit: 1 },
  { what: '% of lookalikes masked', figure: maskedShare(looks), limit: 1 },
  { what: 'ms a key, median', figure: summary(costs['changed lines'] ?? []).median, limit: 1 },
])
