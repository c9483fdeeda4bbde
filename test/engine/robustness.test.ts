import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine, predict, type StatelessRequest } from '../../engine/index.ts'
import { cpuMs } from '../support/work.ts'

/** Processor time that only work gone quadratic needs; the slowest case takes a tenth of it. */
const LIMIT_MS = 5_000
const FUZZ_RUNS = 400
const CODE_LINE = 'const total = add(first, second)\n'

/** A tiny generator (mulberry32): the same seed gives the same texts everywhere. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const PIECES = [
  ...[
    'a',
    'b',
    'foo',
    'return',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    ', ',
    ';',
    "'",
    '"',
    ' = ',
    '1',
    '.',
  ],
  ...['\n', '\n', '\n  ', '\n    ', '\n\t', '\r\n', '\r', ' ', '\t', 'é', '🙂', '\ud800', '\udc00'],
]

function randomCode(random: (below: number) => number, pieces: number): string {
  return Array.from({ length: pieces }, () => PIECES[random(PIECES.length)]).join('')
}

function randomBytes(random: (below: number) => number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, () => 1 + random(0xffff)))
}

function nextLineOf(suffix: string): string {
  const afterLine = suffix.slice(suffix.search(/[\r\n]|$/)).trimStart()
  return afterLine.slice(0, afterLine.search(/[\r\n]|$/)).trimEnd()
}

/** What must hold for every suggestion, whatever the request. */
function assertSound(request: StatelessRequest): void {
  const suggestion = predict(request)
  if (!suggestion) return
  const { text, confidence, matchedTokens } = suggestion
  assert.ok(text.trim() !== '', 'never only whitespace')
  assert.ok(confidence > 0 && confidence <= 1)
  assert.ok(matchedTokens >= 0)
  assert.doesNotMatch(text, /\p{Surrogate}/u)
  const lines = text.split(/\r\n|\n/)
  assert.ok(lines.length <= (request.maxLines ?? 3))
  const linePrefix = request.prefix.slice(request.prefix.search(/[^\r\n]*$/))
  const written = [linePrefix + (lines[0] ?? ''), ...lines.slice(1)].map((line) => line.trim())
  const nextLine = nextLineOf(request.suffix)
  if (nextLine !== '') assert.ok(!written.includes(nextLine), 'never repeats the next line')
  for (const line of lines.slice(1)) assert.match(line, /[\p{L}\p{N}]/u)
}

test('suggestions are sound on random code', () => {
  const random = randomOf(1)
  let spoken = 0
  for (let run = 0; run < FUZZ_RUNS; run++) {
    const prefix = randomCode(random, 200 + random(400))
    const suffix = randomCode(random, random(200))
    const sources = [{ name: 'other', text: randomCode(random, random(300)) }]
    assertSound({ prefix, suffix, sources, maxLines: 1 + random(4) })
    if (predict({ prefix, suffix, sources })) spoken++
  }
  assert.ok(spoken > 0, 'silence would prove nothing')
})

test('suggestions are sound on repeated random code', () => {
  const random = randomOf(2)
  for (let run = 0; run < FUZZ_RUNS; run++) {
    const block = randomCode(random, 10 + random(60))
    const cut = random(block.length)
    assertSound({ prefix: block + block + block.slice(0, cut), suffix: block.slice(cut) + block })
    assertSound({ prefix: block + block + block.slice(0, cut), suffix: `\n${block}`, maxLines: 9 })
  }
})

test('random bytes do no harm', () => {
  const random = randomOf(3)
  for (let run = 0; run < 50; run++) {
    const bytes = randomBytes(random, 2_000)
    assertSound({ prefix: bytes + bytes.slice(0, 900), suffix: bytes.slice(950) })
  }
})

test('binary text gets no suggestion', () => {
  const prefix = `${CODE_LINE}start()\n${CODE_LINE}stop()\nconst total = `
  assert.ok(predict({ prefix, suffix: '\n' }))
  assert.equal(predict({ prefix: `\0${prefix}`, suffix: '\n' }), undefined)
  assert.equal(predict({ prefix, suffix: '\n\0' }), undefined)
})

test('a text that becomes binary is silent until it is text again', () => {
  const engine = new Engine()
  const prefix = `${CODE_LINE}start()\n${CODE_LINE}stop()\nconst total = `
  const asked = (suffix: string) => engine.suggest({ name: 'a.ts', prefix, suffix })
  const known = asked('\n')
  assert.ok(known)
  assert.equal(asked('\n\0\n'), undefined)
  assert.equal(asked('\n\0\n\n'), undefined)
  assert.deepEqual(asked('\n'), known)
})

const LONG: Record<string, StatelessRequest> = {
  'prefix of 400 kB': { prefix: `${CODE_LINE.repeat(12_500)}const total = `, suffix: '\n' },
  'suffix of 400 kB': { prefix: 'const total = ', suffix: `\n${CODE_LINE.repeat(12_500)}` },
  'one line of 1 MB at the cursor': { prefix: 'x = 1; '.repeat(150_000), suffix: '' },
  'one line of 1 MB behind the cursor': { prefix: 'x = ', suffix: 'x = 1; '.repeat(150_000) },
  'one line of 1 MB elsewhere': { prefix: `${'x = 1; '.repeat(150_000)}\nx = `, suffix: '\n' },
  'one word of 1 MB': { prefix: `${'a'.repeat(1_000_000)}\n${'a'.repeat(50)}`, suffix: '\n' },
  '100 000 times the same line': { prefix: 'a\n'.repeat(100_000), suffix: 'a\n'.repeat(100_000) },
  '100 000 times the same word': { prefix: `${'a '.repeat(900)}\n`.repeat(111), suffix: '' },
  'brackets without end': { prefix: `${'('.repeat(1_900)}\n`.repeat(100), suffix: ')'.repeat(900) },
  'a megabyte of blanks': { prefix: `${' '.repeat(1_000_000)}\na = `, suffix: ' '.repeat(1_000) },
  'a megabyte of empty lines': { prefix: `a = b\n${'\n'.repeat(1_000_000)}a = `, suffix: '\n' },
  'a thousand large sources': {
    prefix: 'const total = ',
    suffix: '\n',
    sources: Array.from({ length: 1_000 }, () => ({ name: 's', text: CODE_LINE.repeat(3_000) })),
  },
}

for (const [name, request] of Object.entries(LONG)) {
  test(`time stays bounded: ${name}`, () => {
    const ms = cpuMs(() => assertSound(request))
    assert.ok(ms < LIMIT_MS, `took ${ms} ms`)
  })
}

test('text beyond the caps is not learned from', () => {
  const far = (lines: number): StatelessRequest => ({
    prefix: `${CODE_LINE}${'// nothing\n'.repeat(lines)}const total = `,
    suffix: '\n',
  })
  assert.ok(predict(far(10))?.text.startsWith('add(first,'))
  assert.equal(predict(far(20_000)), undefined)
})

test('past the deadline nothing is said', () => {
  const prefix = `${CODE_LINE.repeat(12_500)}const total = `
  const request = { prefix, suffix: '\n', isPastDeadline: () => true }
  assert.equal(predict(request), undefined)
})

test('a deadline on the way leaves what was sure by then', () => {
  const prefix = `${CODE_LINE}start()\n${CODE_LINE}stop()\nconst total = `
  const whole = predict({ prefix, suffix: '\n' })?.text ?? ''
  assert.equal(whole, 'add(first, second)')
  for (let asks = 0; asks < 12; asks++) {
    let asked = 0
    const isPastDeadline = (): boolean => asked++ >= asks
    const text = predict({ prefix, suffix: '\n', isPastDeadline })?.text
    assert.ok(text === undefined || whole.startsWith(text))
  }
})

test('the same request gets the same answer', () => {
  const random = randomOf(4)
  const request = { prefix: randomCode(random, 3_000), suffix: randomCode(random, 500) }
  assert.deepEqual(predict(request), predict(request))
})
