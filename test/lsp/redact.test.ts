// Secrets in a text, and that a document which changes is searched as well as a new one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { redact } from '../../lsp/context/redact/redact.ts'
import { Redaction } from '../../lsp/context/redact/redaction.ts'
import { RememberedSecrets } from '../../lsp/context/redact/remembered-secrets.ts'
import { maskedSlice } from '../../lsp/context/redact/spans.ts'
import { boundsAround } from '../../lsp/context/split.ts'
import { OPEN_DOCUMENTS } from '../../lsp/documents.ts'

const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  '-----END PRIVATE KEY-----',
]

/** Lines that secrets, halves of them and marks of keys are made of. */
const LINES = [
  'const a = 1',
  '',
  `const password = "${'tr0ub4dor'}"`,
  'const password =',
  '  "tr0ub4dor&3"',
  `token: glpat${'-'}abcdeABCDE0123456789`,
  'glpat-abcde',
  'url = postgres://app:s3cr3t@db/app',
  ...KEY,
]

test('after any edit the remembered secrets are those of the whole text', () => {
  const random = seededRandom(6)
  const pick = (count: number) => Math.floor(random() * count)
  for (let round = 0; round < 40; round += 1) {
    const remembered = new RememberedSecrets()
    let text = Array.from({ length: pick(30) }, () => LINES[pick(LINES.length)]).join('\n')
    for (let edit = 0; edit < 40; edit += 1) {
      assert.equal(maskedSlice(text, remembered.of(text), 0, text.length), redact(text))
      const at = pick(text.length + 1)
      const inserted = ['', '\n', 'x', '"', `${LINES[pick(LINES.length)]}\n`][pick(5)] ?? ''
      text = text.slice(0, at) + inserted + text.slice(at + (random() < 0.4 ? pick(60) : 0))
    }
  }
})

test('a key without an end is masked as far as it looks like one', () => {
  const text = [...KEY.slice(0, 3), 'function area() {', '  return 1', '}'].join('\n')
  const redacted = redact(text)
  assert.equal(redacted.length, text.length)
  assert.ok(!redacted.includes('MIIEv') && !redacted.includes('MzEf'))
  assert.ok(redacted.endsWith('\nfunction area() {\n  return 1\n}'))
})

test('a key whose beginning was cut off is masked', () => {
  const redacted = redact(KEY.slice(1).join('\n'))
  assert.ok(!redacted.includes('MIIEv') && !redacted.includes('MzEf'))
})

test('code that only speaks of keys is left alone', () => {
  const text = [
    `if (!pem.startsWith('${KEY[0]}')) {`,
    "  throw new Error('not a key')",
    '}',
    ...Array.from({ length: 9 }, (_, i) => `call${i}()`),
    `const end = '${KEY[3]}'`,
  ].join('\n')
  assert.equal(redact(text), text)
})

test('hostile text takes time in proportion to its length', () => {
  const hostile = ['eyJ', 'key: ', '://a:', `${KEY[0]}\n`, 'a'.repeat(99), ' ', '-', 'password="']
  // A search that goes back over what it has read would not end at all here.
  for (const part of hostile) redact(part.repeat(200_000 / part.length))
})

const TOKEN = `glpat${'-'}abcdeABCDE0123456789`

test('a secret that the cursor cuts is masked on both sides', () => {
  for (const secret of [TOKEN, KEY.join('\n')]) {
    const text = `const a = \`${secret}\`\nnext()\n`
    const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, text)
    const redaction = new Redaction()
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { prefix, suffix } = redaction.split(document, boundsAround(text, cut), '')
      assert.equal(prefix.length, cut)
      assert.equal(prefix + suffix, redact(text))
    }
  }
})

test('a secret that the completion widget would complete is masked', () => {
  const [begin, middle, end] = [TOKEN.slice(0, 9), TOKEN.slice(9, 16), TOKEN.slice(16)]
  const text = `const a = 1\nconst b = '${begin}${end}'\n`
  const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, text)
  const cut = text.indexOf(begin) + begin.length
  const { prefix, suffix } = new Redaction().split(document, boundsAround(text, cut), middle)
  assert.equal(prefix, `const a = 1\nconst b = '${'*'.repeat(begin.length + middle.length)}`)
  assert.equal(suffix, `${'*'.repeat(end.length)}'\n`)
})

test('a window that begins within a secret shows no part of it', () => {
  // Long prefixes begin at multiples of 8,192 characters.
  const above = `${'x'.repeat(8_180)}\n`
  const text = `${above}const b = '${TOKEN}'\n${' '.repeat(99_000)}`
  const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, text)
  const { prefix } = new Redaction().split(document, boundsAround(text, text.length), '')
  assert.match(prefix, /^\*+'\n {99000}$/)
})

/** Two characters before the last, a key has no form that is known yet. */
const TYPED: Record<string, string> = {
  GitHub: `ghp${'_'}aB3dE6gH9jK2mN5pQ8sTuV4wX7yZ0aB3dE6g`,
  AWS: `AKI${'A'}IOSFODNN7ABCDEFG`,
  npm: `npm${'_'}aB3dE6gH9jK2mN5pQ8sTuV4wX7yZ0aB3dE6g`,
  Anthropic: `sk-ant${'-'}aB3dE6gH9jK2mN5pQ8sT`,
}

for (const [name, key] of Object.entries(TYPED)) {
  test(`of a key of ${name} that somebody types nothing is sent but its first characters`, () => {
    for (let typed = 1; typed <= key.length; typed += 1) {
      const text = `const client = connect("${key.slice(0, typed)}")\n`
      const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, text)
      const cursor = text.length - 3
      const bounds = { from: 0, cursor, to: text.length }
      const { prefix, suffix } = new Redaction().split(document, bounds, '')
      assert.equal((prefix + suffix).length, text.length)
      assert.ok(!prefix.includes(key.slice(0, 21)), prefix)
    }
  })
}

test('names that begin as keys do are no keys', () => {
  for (const name of ['hf_hub_download', 'npm_sha256sum', 'sk_test_mode1', 'pk_live_preview2']) {
    const text = `const client = ${name}`
    const document = OPEN_DOCUMENTS.create('file:///a.ts', 'typescript', 1, text)
    const bounds = { from: 0, cursor: text.length, to: text.length }
    assert.equal(new Redaction().split(document, bounds, '').prefix, text)
  }
})
