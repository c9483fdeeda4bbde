// What was suggested between lines that were edited since.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, Stage, said } from './stage.ts'

const SUFFIX = '\nend();\n'

/** Suggested for the first prefix; asked again with the second: the text, or undefined where the model is asked. */
async function recalled(first: string, second: string, suffix = SUFFIX, secondSuffix = suffix) {
  const stage = new Stage()
  const asked = stage.track.request(at(first, suffix), { isInvoked: true })
  stage.calls[0]?.hear.done(said('bar()'))
  await asked
  void stage.track.request(at(second, secondSuffix), { isInvoked: false })
  return stage.track.remembered(at(second, secondSuffix))
}

const CASES: [string, string, string, string | undefined][] = [
  ['an edit two lines above', 'a();\nconst q = 1;\nfoo', 'b();\nconst q = 1;\nfoo', 'bar()'],
  ['and some of it typed', 'a();\nconst q = 1;\nfoo', 'area();\nconst q = 1;\nfooba', 'r()'],
  ['an edit of the line above', 'a();\nconst q = 1;\nfoo', 'a();\nconst q = 2;\nfoo', undefined],
  ['another indentation', 'a();\nx();\n  foo', 'a();\nx();\n    foo', undefined],
  ['something else typed', 'a();\nconst q = 1;\nfoo', 'b();\nconst q = 1;\nfoox', undefined],
  [
    'the same lines again, further down',
    'a();\nx();\nfoo',
    'a();\nx();\nfoobar();\nx();\nfoo',
    undefined,
  ],
  ['lines put above', 'const q = 1;\nfoo', 'import x\nimport y\nconst q = 1;\nfoob', 'ar()'],
  [
    'lines put above, and the same lines once more',
    'x();\nfoo',
    'x();\nfoot();\nx();\nfoo',
    undefined,
  ],
  ['no line above', 'foo', 'fop', undefined],
]

for (const [name, first, second, rest] of CASES) {
  test(`${name}: ${rest ?? 'asked again'}`, async () => {
    assert.equal(await recalled(first, second), rest)
  })
}

test('at the end of a file the same lines come again: the model is asked', async () => {
  assert.equal(await recalled('a();\nx();\nfoo', 'b();\nx();\nfoo', ''), undefined)
})

test('what follows must be the same', async () => {
  assert.equal(
    await recalled('a();\nx();\nfoo', 'b();\nx();\nfoo', SUFFIX, '\nstop();\n'),
    undefined,
  )
})

test('what follows farther down may be edited', async () => {
  const edited = '\nend();\nmore();\n'
  assert.equal(await recalled('x();\nfoo', 'x();\nfoob', SUFFIX, edited), 'ar()')
  assert.equal(await recalled('x();\nfoo', 'x();\nfoob', edited, SUFFIX), 'ar()')
  assert.equal(await recalled('x();\nfoo', 'x();\nfoob', '\n', edited), undefined)
})
