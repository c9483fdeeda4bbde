// docs/editors.md and the Neovim plugin's help: what can be checked without an editor.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import { Grammars, languageOf } from '../grammars/index.ts'
import type { FimAnswer } from '../protocol/index.ts'
import { jsonOf, post } from './support/bodies.ts'
import { startGateway } from './support/gateway.ts'

const PAGE = readFileSync('docs/editors.md', 'utf8')
const blocksIn = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  )

/** The block below a heading, as its editor reads it. */
function settingsOf<T>(heading: string, language: string, parse: (text: string) => unknown): T {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`)
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? []
  assert.ok(block, `${heading} has a block in ${language}`)
  return parse(block) as T
}

test('a block in another language needs somebody who reads it', () => {
  const languages = [...PAGE.matchAll(/^```(\w+)$/gm)].map(([, language = '']) => language)
  const read = ['elisp', 'json', 'lua', 'sh', 'text', 'toml', 'yaml']
  assert.deepEqual([...new Set(languages)].sort(), read)
})

test('every block in JSON is one', () => {
  const blocks = blocksIn('json')
  assert.equal(blocks.length, 3)
  for (const block of blocks) JSON.parse(block)
})

test('JetBrains and Sublime Text start the server as the command line says', () => {
  const template = settingsOf<JetBrains>('JetBrains', 'json', JSON.parse)
  assert.equal(template.programArgs.default, 'midfill lsp --stdio')
  const { clients } = settingsOf<Sublime>('Sublime Text', 'json', JSON.parse)
  assert.deepEqual(clients.midfill?.command, ['midfill', 'lsp', '--stdio'])
})

interface JetBrains {
  programArgs: { default: string }
}
interface Sublime {
  clients: Record<string, { command: string[] }>
}

test('Helix starts the server as the command line says, beside the servers of its languages', () => {
  const settings = settingsOf<Helix>('Helix', 'toml', parseToml)
  const { midfill } = settings['language-server']
  assert.deepEqual([midfill?.command, ...(midfill?.args ?? [])], ['midfill', 'lsp', '--stdio'])
  assert.equal(typeof midfill?.config.gateway.url, 'string')
  assert.ok(settings.language.length >= 2)
  for (const { name, 'language-servers': servers } of settings.language) {
    assert.ok(languageOf({ languageId: name }), name)
    assert.ok(servers.length >= 2 && servers.includes('midfill'), name)
  }
})

interface Helix {
  'language-server': Record<
    string,
    { command: string; args: string[]; config: { gateway: { url: string } } }
  >
  language: { name: string; 'language-servers': string[] }[]
}

test('every block in Lua is a program, or a value in a list of plugins', async () => {
  const grammars = new Grammars({ onError: assert.fail })
  const parser = await grammars.parserOf(languageOf({ languageId: 'lua' }) ?? assert.fail())
  const blocks = blocksIn('lua')
  assert.ok(blocks.length >= 4)
  for (const block of blocks) {
    const tree = parser?.parse(block.startsWith('{') ? `return ${block}` : block) ?? assert.fail()
    assert.equal(tree.root?.hasError, false, block)
    tree.close()
  }
})

/** Where each of them sends its questions, by the address in its settings and its own code. */
const ASKING: Record<string, () => { url: string; model: string; max_tokens?: number }> = {
  Zed() {
    const { edit_predictions: settings } = settingsOf<Zed>('Zed', 'json', JSON.parse)
    assert.equal(settings.provider, 'codestral')
    const { api_url, ...rest } = settings.codestral
    return { url: `${api_url}/v1/fim/completions`, ...rest }
  },
  Continue() {
    const [model] = settingsOf<Continue>('Continue', 'yaml', parseYaml).models
    assert.ok(model)
    assert.deepEqual([model.provider, model.roles], ['mistral', ['autocomplete']])
    return { url: new URL('fim/completions', model.apiBase).href, model: model.model }
  },
}

interface Zed {
  edit_predictions: {
    provider: string
    codestral: { api_url: string; model: string; max_tokens: number }
  }
}
interface Continue {
  models: { provider: string; model: string; apiBase: string; roles: string[] }[]
}

for (const [editor, asking] of Object.entries(ASKING)) {
  test(`${editor}: what its block makes it ask is answered`, async (t) => {
    const { url, ...rest } = asking()
    assert.ok(url.startsWith('https://midfill.example.com/'), url)
    const gateway = await startGateway(t)
    const prompt =
      '// language: typescript\nlet width = readNumber(input, 1)\nlet height = readNumber('
    const answer = await post(url.replace('https://midfill.example.com', gateway.url), {
      ...rest,
      prompt,
      suffix: '\n',
    })
    assert.equal(answer.status, 200)
    const { choices } = await jsonOf<FimAnswer>(answer)
    assert.equal(choices[0]?.message.content, 'input, 1)')
  })
}

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
