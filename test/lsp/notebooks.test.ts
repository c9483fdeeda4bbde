// Notebooks: cells are documents, and the cells above are part of the prefix.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gitlabForEditors } from '../support/gitlab-instance.ts'
import { startEditor } from '../support/language-server.ts'

const NOTEBOOK = 'file:///code/project/analysis.ipynb'
const cellUri = (number: number): string =>
  `vscode-notebook-cell:/code/project/analysis.ipynb#W${number}`

const CELLS = [
  { kind: 2, languageId: 'python', text: 'import numpy as np' },
  { kind: 1, languageId: 'markdown', text: '# All the words' },
  { kind: 2, languageId: 'python', text: `key = "glpat-${'aB3dE5fG7hJ9kL1mN2pQ'}"\n` },
  { kind: 2, languageId: 'python', text: 'x = ' },
  { kind: 2, languageId: 'python', text: 'below = 1' },
]

interface File {
  file_name: string
  content_above_cursor: string
  content_below_cursor: string
}

test('the code above a cell is part of its prefix, in its language, without secrets', async (t) => {
  const gitlab = await gitlabForEditors(t, { chunks: ['np.zeros(3)'] })
  const editor = await startEditor(t, {
    folder: '/code/project',
    initializationOptions: {
      gitlab: { baseUrl: gitlab.url, token: 'fake', directConnection: false },
      engine: { enabled: false },
    },
  })
  assert.deepEqual(editor.initialized.capabilities.notebookDocumentSync, {
    notebookSelector: [{ notebook: '*' }],
  })
  const cells = CELLS.map(({ kind }, index) => ({ kind, document: cellUri(index) }))
  const cellTextDocuments = CELLS.map(({ languageId, text }, index) => ({
    ...{ uri: cellUri(index), languageId, version: 1, text },
  }))
  const notebookType = 'jupyter-notebook'
  const notebookDocument = { uri: NOTEBOOK, notebookType, version: 1, cells }
  const { connection } = editor
  await connection.sendNotification('notebookDocument/didOpen', {
    notebookDocument,
    cellTextDocuments,
  })
  const ask = () => editor.invoked(cellUri(3), { line: 0, character: 4 })
  const [item] = await ask()
  assert.equal(item?.insertText, 'np.zeros(3)')
  const seen = gitlab.suggestions().at(-1)?.body.current_file as File
  assert.equal(seen.file_name, 'analysis.py')
  assert.match(seen.content_above_cursor, /^import numpy as np\nkey = "\*+"\nx = $/)
  assert.equal(seen.content_below_cursor, '')

  // A key in a cell above counts from then on.
  await connection.sendNotification('notebookDocument/didChange', {
    notebookDocument: { uri: NOTEBOOK, version: 2 },
    change: {
      cells: {
        textContent: [
          {
            document: { uri: cellUri(0), version: 2 },
            changes: [
              {
                range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
                text: 'import os\n',
              },
            ],
          },
        ],
      },
    },
  })
  await ask()
  const again = gitlab.suggestions().at(-1)?.body.current_file as File
  assert.match(again.content_above_cursor, /^import os\nimport numpy as np\n/)

  await connection.sendNotification('notebookDocument/didClose', {
    notebookDocument: { uri: NOTEBOOK },
    cellTextDocuments: cells.map(({ document }) => ({ uri: document })),
  })
  assert.deepEqual(await ask(), [])
  assert.equal(await editor.quit(), 0)
})
