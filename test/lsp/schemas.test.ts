// What an editor gets where a model makes up the address of a schema.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { startEditor } from '../support/language-server.ts'
import { atCursor } from '../support/marks.ts'

const PLACES: [string, string, string, string][] = [
  [
    'json',
    '{\n  "name": "a",\n  "$schema": "‸"\n}\n',
    'https://made.up/s.json',
    '<YOUR_URL_GOES_HERE>',
  ],
  [
    'yaml',
    'name: a\n# yaml-language-server: $schema=‸\nversion: 1\n',
    'https://made.up/s.json',
    '<YOUR_URL_GOES_HERE>',
  ],
]

for (const [language, code, said, shown] of PLACES) {
  test(`${language}: an address of a schema that the model made up is not suggested`, async (t) => {
    const gitlab = await gitlabForEditors(t, { chunks: [said] })
    const editor = await startEditor(t, {
      initializationOptions: {
        engine: { enabled: false },
        gitlab: { baseUrl: gitlab.url, token: 'fake' },
      },
    })
    const uri = `file:///code/settings.${language}`
    const { text, position } = atCursor(code)
    await editor.open(uri, language, text)
    const [item] = await editor.invoked(uri, position)
    assert.equal(item?.insertText, shown)
  })
}
