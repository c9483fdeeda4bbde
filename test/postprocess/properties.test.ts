// What holds for every answer, shown on all cases and on what models make of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Grammars, languageOf, type Node, type SyntaxParser } from '../../grammars/index.ts'
import { caseFiles, type PostprocessCase, readCases, suggested } from './case-file.ts'

const cases = caseFiles().flatMap(readCases)

/** The cases, and their answers cut short, repeated and gone on with. */
const variants: readonly PostprocessCase[] = cases.flatMap((one) => {
  const { raw, suffix } = one
  const middle = Math.ceil(raw.length / 2)
  return [
    raw,
    raw.slice(0, middle),
    raw.slice(0, middle + 3),
    `${raw}\n${raw}`,
    raw + suffix,
    `${raw})`,
    `${raw}\n}\n`,
  ].map((text) => ({ ...one, raw: text }))
})

test('an answer becomes the same whole and in every two pieces', () => {
  for (const one of variants) {
    const whole = suggested(one, [one.raw])
    for (let at = 1; at < one.raw.length; at += 1) {
      const pieces = [one.raw.slice(0, at), one.raw.slice(at)]
      assert.equal(suggested(one, pieces), whole, `${one.lang}: ${one.why}, ${one.raw}, at ${at}`)
    }
  }
})

test('an answer becomes the same in pieces of one, two, three and five characters', () => {
  for (const one of variants) {
    const whole = suggested(one, [one.raw])
    for (const chars of [1, 2, 3, 5]) {
      const pieces = one.raw.match(new RegExp(`[^]{1,${chars}}`, 'g')) ?? []
      assert.equal(
        suggested(one, pieces),
        whole,
        `${one.lang}: ${one.why}, ${one.raw}, by ${chars}`,
      )
    }
  }
})

test('a suggestion is what remains of the answer, and closing marks', () => {
  for (const one of variants) {
    const text = suggested(one, [one.raw])
    const own = one.kind === 'generation' ? text.replace(/^\n/, '') : text
    assert.ok(remainsOf(one.raw, own), `${one.lang}: ${one.why}: ${one.raw} became ${text}`)
  }
})

/** Whether a text is another with parts left out, and with nothing but closing marks behind it. */
function remainsOf(raw: string, text: string): boolean {
  let at = 0
  for (const ch of raw) if (text.startsWith(ch, at)) at += ch.length
  return /^[)\]}"'`#\s]*$/.test(text.slice(at))
}

test('a suggestion has no more syntax errors than the answer', async (t) => {
  const grammars = new Grammars()
  t.after(() => grammars.close())
  let checked = 0
  for (const one of variants) {
    const language = languageOf({ languageId: one.lang })
    const parser = language && (await grammars.parserOf(language))
    const text = suggested(one, [one.raw])
    if (!parser || text === '') continue
    checked += 1
    const errors = (middle: string): number => errorsIn(parser, one.prefix + middle + one.suffix)
    assert.ok(errors(text) <= errors(one.raw), `${one.lang}: ${one.why}: ${one.raw} became ${text}`)
  }
  assert.ok(checked > 200, `${checked} checked`)
})

function errorsIn(parser: SyntaxParser, text: string): number {
  const tree = parser.parse(text)
  assert.ok(tree?.root)
  const count = countErrors(tree.root)
  tree.close()
  return count
}

function countErrors(node: Node): number {
  if (!node.hasError && !node.isMissing) return 0
  const own = node.isError || node.isMissing ? 1 : 0
  return node.children.reduce((sum, child) => sum + (child ? countErrors(child) : 0), own)
}
