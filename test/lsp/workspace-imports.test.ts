// What files that are imported bring into a prompt.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareBudget } from '../../lsp/context/workspace/budget.ts'
import { ImportMap } from '../../lsp/context/workspace/import-map.ts'
import { Knowledge } from '../../lsp/context/workspace/knowledge.ts'
import { projectFacts } from '../../lsp/context/workspace/project-facts.ts'
import { definitionsIn } from '../../lsp/context/workspace/signatures.ts'
import { WordTable, wordText } from '../../lsp/context/workspace/words.ts'

const DEFINITIONS: Record<string, string> = {
  'export async function target<T>(a: T) {': 'typescript',
  'export default class target {': 'typescript',
  'export const target = (a) => a': 'javascript',
  '  async def target(self):': 'python',
  'func (l *Ledger) target(a int) error {': 'go',
  'pub(crate) unsafe fn target(a: u8) {': 'rust',
  'pub struct target {': 'rust',
  '  public static Ledger target(int a) {': 'java',
  'static struct row *target(int a,': 'c',
  'suspend fun x() {}\nfun target(a: Int): Int {': 'kotlin',
  'class target < Base': 'ruby',
}

for (const [code, language] of Object.entries(DEFINITIONS)) {
  test(`a definition in ${language}: ${code}`, () => {
    const content = wordText(`first line\n${code}\n`, new WordTable())
    assert.equal(definitionsIn(content).get('target'), code.split('\n').length)
  })
}

test('a call defines nothing', () => {
  const calls =
    'return target(a)\nawait target(a)\ntarget(a)\nx = new target(a\nelse if target(a)\n'
  assert.equal(definitionsIn(wordText(calls, new WordTable())).get('target'), undefined)
})

const LEDGER = `${'const shade = lamp()\n'.repeat(40)}
export interface Ledger {
  entries: Entry[]
  currency: string
}

export function closeQuarter(
  ledger: Ledger,
  auditor: Auditor,
): Promise<Receipt> {
  return auditor.reconcile(ledger.entries)
}
`
const ASKED = { prefix: 'const receipt = closeQuarter(', suffix: ')\n', heldTexts: [] }

function ask(imports?: { lang: string; statements: string[] }) {
  const knowledge = new Knowledge()
  knowledge.index.put('/code/lib/ledger.ts', 'lib/ledger.ts', LEDGER)
  const shares = shareBudget(14_000, ASKED.prefix.length, ASKED.suffix.length)
  const asked = { ...ASKED, ...shares, path: '/code/src/a.ts', name: 'src/a.ts', imports }
  return knowledge.snippetsFor(asked)
}

test('the whole head of what is called and imported comes along', () => {
  const statements = ["import { closeQuarter } from '../lib/ledger.ts'"]
  const [first] = ask({ lang: 'ts', statements })
  assert.equal(first?.name, 'lib/ledger.ts')
  assert.match(
    first?.content ?? '',
    /closeQuarter\(\n {2}ledger: Ledger,\n {2}auditor: Auditor,\n\)/,
  )
})

test('imports follow the index: a file that comes later is found', () => {
  const { index } = new Knowledge()
  const map = new ImportMap(index)
  const imports = { lang: 'ts', statements: ["import './b.ts'"] }
  const found = () => map.filesOf('/code/src/a.ts', 'src/a.ts', imports)
  assert.deepEqual(found(), [])
  index.put('/code/src/b.ts', 'src/b.ts', 'let b = 1\n')
  assert.deepEqual(found(), ['/code/src/b.ts'])
  index.remove('/code/src/b.ts')
  assert.deepEqual(found(), [])
})

const DISK: Record<string, string> = {
  '/code/tsconfig.base.json': '{ "compilerOptions": { "paths": { "@lib/*": ["lib/*"] } } }',
  '/code/apps/web/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  '/code/go.mod': 'module example.org/shop\n',
  '/code/php/composer.json': '{ "autoload": { "psr-4": { "Shop\\\\": "src/" } } }',
  '/code/loop/tsconfig.json': '{ "extends": "./tsconfig.json" }',
}

test('tsconfig.json, what it extends, go.mod and composer.json are read around a file', () => {
  const factsOf = projectFacts({ read: (path) => DISK[path] })
  assert.deepEqual(factsOf('/code', 'apps/web/src').tsPaths, {
    baseUrl: '',
    paths: { '@lib/*': ['lib/*'] },
  })
  assert.deepEqual(factsOf('/code', 'cmd').goModules, [{ name: 'example.org/shop', folder: '' }])
  assert.deepEqual(factsOf('/code', 'php/src/a').psr4, { 'Shop\\': 'php/src' })
  assert.deepEqual(factsOf('/code', 'loop').tsPaths?.baseUrl, '')
})

test('they are read again after a while, and not at each question', () => {
  let reads = 0
  let now = 0
  const factsOf = projectFacts({
    read: () => {
      reads++
      return undefined
    },
    now: () => now,
  })
  factsOf('/code', 'src')
  const once = reads
  factsOf('/code', 'src')
  assert.equal(reads, once)
  now = 60_000
  factsOf('/code', 'src')
  assert.equal(reads, 2 * once)
})
