// What the server of the Neovim plugin is told of a buffer whose language or name comes late.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import type { FramedEditor } from '../support/neovim/framed.ts'
import { type NeovimVersion, reasonAgainst, SUITES } from '../support/neovim/neovims.ts'
import { heard, scriptedEditor, shown } from '../support/neovim/scripted.ts'

for (const version of Object.keys(SUITES) as NeovimVersion[]) {
  const skip = reasonAgainst(version)

  test(`Neovim ${version}: a document of another language is opened again`, { skip }, async (t) => {
    const editor = await scriptedEditor(t, version, {})
    await editor.type(':set filetype=python<CR>')
    await opened(editor, ['typescript', 'python'])
    assert.equal((await heard(editor, 'textDocument/didClose')).length, 1)
    await shown(editor)
    await editor.type('<Esc>:set filetype=python<CR>')
    await editor.type(':write<CR>')
    await opened(editor, ['typescript', 'python'])
  })

  test(`Neovim ${version}: a buffer that gets its name late is opened`, { skip }, async (t) => {
    const editor = await scriptedEditor(t, version, {})
    await editor.type(':enew<CR>:set filetype=go<CR>')
    await editor.type(':write late.go<CR>')
    await opened(editor, ['typescript', 'go'])
    await shown(editor)
  })
}

/** The languages of all documents that were opened so far. */
async function opened(editor: FramedEditor, languages: string[]): Promise<void> {
  await eventually(`opened: ${languages}`, async () => {
    const told = (await heard(editor, 'textDocument/didOpen')) as {
      textDocument: { languageId: string }
    }[]
    const now = told.map(({ textDocument }) => textDocument.languageId)
    return now.join() === languages.join() || undefined
  })
  assert.equal((await heard(editor, 'initialize')).length, 1, 'one server for all of them')
}
