// Secrets in a text, and that a document which changes is searched as well as a new one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../bench/support/random.ts'
import { redact } from '../../lsp/context/redact/redact.ts'
import { RememberedSecrets } from '../../lsp/context/redact/remembered-secrets.ts'
import { maskedSlice } from '../../lsp/context/redact/spans.ts'

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
