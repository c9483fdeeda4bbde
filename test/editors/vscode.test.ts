// What of the VS Code extension needs no editor to be tested: its manifest, and its pure parts.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { afterEdit } from '../../editors/vscode/src/generation/tracked-range.ts'
import { switched } from '../../editors/vscode/src/language-switch.ts'
import { viewOf } from '../../editors/vscode/src/status-view.ts'
import { MANIFEST, withSettings } from '../../scripts/vscode-manifest.ts'

const manifest = readFileSync(MANIFEST, 'utf8')
const { contributes, capabilities } = JSON.parse(manifest)

test('the settings are those of the language server, as scripts/docs.ts writes them', () => {
  assert.equal(manifest, withSettings(manifest))
})

test('no secret is a setting, and a workspace that nobody trusts does not say where code goes', () => {
  const names = Object.keys(contributes.configuration.properties)
  assert.deepEqual(
    names.filter((name) => /\.(apiKey|token)$/.test(name)),
    [],
  )
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces
  assert.ok(restrictedConfigurations.includes('midfill.gateway.url'))
})

test('each command of the palette is done by code, and the other way round', () => {
  const source = readFileSync('editors/vscode/src/commands.ts', 'utf8')
  const table = source.slice(source.indexOf('function table'))
  const done = [...table.matchAll(/^ {4}'?([\w.]+)'?: \(/gm)].map(([, name]) => `midfill.${name}`)
  const named = contributes.commands.map(({ command }: { command: string }) => command)
  assert.deepEqual(named.toSorted(), done.toSorted())
})

test('commands that menus, keys, pages and code name exist', () => {
  const named = new Set(contributes.commands.map(({ command }: { command: string }) => command))
  const files = readdirSync('editors/vscode/src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`editors/vscode/src/${file}`, 'utf8'))
  const used = [manifest, ...files].flatMap((text) => [
    ...text.matchAll(/command(?:: |"?: "|:)['"]?(midfill\.[\w.]+)/g),
  ])
  assert.ok(used.length > contributes.commands.length)
  assert.deepEqual(
    used.map(([, name]) => name).filter((name) => !named.has(name)),
    [],
  )
})

test('the status bar tells the source where it is the news, and the state where that is', () => {
  const view = (state: 'ready' | 'offline' | 'off', source: string) =>
    viewOf({ state, source, message: 'A sentence.' })
  assert.equal(view('ready', 'embedded').text, '$(sparkle) Midfill: embedded')
  assert.equal(view('offline', 'codestral-22b').text, '$(cloud-offline) Midfill: offline')
  assert.equal(view('offline', 'codestral-22b').isWarning, true)
  assert.equal(view('off', 'embedded').text, '$(circle-slash) Midfill: off here')
})

test('a model’s name cannot bring links or icons into the status bar', () => {
  const { tooltip } = viewOf({ state: 'ready', source: '[x](command:y) $(z)', message: '' })
  assert.match(tooltip, /\\\[x\\\]\\\(command:y\\\) \\\$\\\(z\\\)/)
})

test('a language is switched off and on again, also one that has to be asked for', () => {
  const none = { additionalLanguages: [], disabledSupportedLanguages: [] }
  const off = switched(none, 'python', false)
  assert.deepEqual(off, { additionalLanguages: [], disabledSupportedLanguages: ['python'] })
  assert.deepEqual(switched(off, 'python', true), none)
  const asked = switched(none, 'markdown', true)
  assert.deepEqual(asked, { additionalLanguages: ['markdown'], disabledSupportedLanguages: [] })
})

test('a generated text is followed through edits around it, and given up when it is edited', () => {
  const span = { start: 10, end: 20 }
  assert.deepEqual(afterEdit(span, { start: 2, end: 4, insertedChars: 5 }), { start: 13, end: 23 })
  assert.deepEqual(afterEdit(span, { start: 20, end: 25, insertedChars: 0 }), span)
  assert.deepEqual(afterEdit(span, { start: 10, end: 10, insertedChars: 3 }), {
    start: 13,
    end: 23,
  })
  assert.equal(afterEdit(span, { start: 15, end: 15, insertedChars: 1 }), undefined)
  assert.equal(afterEdit(span, { start: 5, end: 11, insertedChars: 0 }), undefined)
})
