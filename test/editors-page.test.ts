// docs/editors.md and the Neovim plugin's help: what can be checked without an editor.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const PAGE = readFileSync('docs/editors.md', 'utf8')
const blocksIn = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  )

test('every block in JSON is one, and starts the server as the command line says', () => {
  const blocks = blocksIn('json')
  assert.equal(blocks.length, 2)
  for (const block of blocks) {
    JSON.parse(block)
    assert.match(block.replaceAll('", "', ' '), /midfill lsp --stdio/)
  }
})

test('every editor in the table has a section', () => {
  const table = PAGE.split('\n').filter(
    (line) => line.startsWith('| ') && !line.includes('editor |'),
  )
  assert.ok(table.length >= 9)
  const sections = [...PAGE.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title)
  for (const row of table) {
    const [first = ''] = row.slice(2).split(/[ ,|]/)
    assert.ok(
      sections.some((title) => title.startsWith(first)),
      row,
    )
  }
})

const HELP = readFileSync('editors/nvim/doc/midfill.txt', 'utf8')

test('the help of the Neovim plugin names every key, command and option', () => {
  const options = readFileSync('editors/nvim/lua/midfill/options.lua', 'utf8')
  const keys = [...options.matchAll(/= '(<[^']+>)'/g)].map(([, key = '']) => key)
  assert.equal(keys.length, 7)
  for (const key of keys) assert.ok(HELP.includes(key.replace('\\\\', '\\')), key)
  const fields = [...options.matchAll(/--- @field (\w+)\?/g)].map(([, field = '']) => field)
  assert.ok(fields.length >= 6)
  for (const field of fields) assert.match(HELP, new RegExp(`^ +${field} = `, 'm'), field)
  const command = readFileSync('editors/nvim/lua/midfill/command.lua', 'utf8')
  const [, verbs = ''] = /M\.VERBS = \{\n([\s\S]*?)\n\}/.exec(command) ?? []
  const named = [...verbs.matchAll(/^ {2}(\w+) =/gm)].map(([, verb = '']) => verb)
  assert.ok(named.length >= 5)
  for (const verb of named) assert.match(HELP, new RegExp(`^:Midfill ${verb}`, 'm'), verb)
})

test('the files of the Neovim plugin are short', () => {
  const folder = 'editors/nvim/lua/midfill'
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').length
    assert.ok(lines <= 220, `${file} has ${lines} lines`)
  }
})
