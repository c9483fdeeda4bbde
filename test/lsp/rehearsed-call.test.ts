// The question that goes nowhere: whoever changes what answers it should hear that it stopped working.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askNowhere } from '../../lsp/network/rehearsed-call.ts'

test('the gateway within answers as one elsewhere does, and nothing is left of it', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name.includes('Socket'))
  assert.equal((await askNowhere()).text, 'a')
  const after = process.getActiveResourcesInfo().filter((name) => name.includes('Socket'))
  assert.deepEqual(after, before)
})
