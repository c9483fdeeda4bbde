// What the identifier of a model says of the dialect and of the model's name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelNamed, PROVIDERS, providerNamed } from '../../../server/providers/index.ts'

const IDENTIFIERS: [identifier: string, dialect: string, isOpen: boolean, model: string][] = [
  ['custom_openai/mistralai/Codestral-22B', 'openai', true, 'mistralai/Codestral-22B'],
  ['custom_openai/mistral:instruct', 'openai', true, 'mistral:instruct'],
  ['codestral', 'openai', true, 'codestral'],
  ['', 'openai', true, ''],
  ['mistralai/Codestral-22B', 'openai', true, 'Codestral-22B'],
  ['/codestral', 'openai', true, 'codestral'],
  ['toString/x', 'openai', true, 'x'],
  ['openai/gpt-4o', 'openai', false, 'gpt-4o'],
  ['text-completion-openai/codestral', 'openai', false, 'codestral'],
  ['mistral/codestral-latest', 'mistral', false, 'codestral-latest'],
  ['codestral/codestral-latest', 'mistral', false, 'codestral-latest'],
  ['deepseek/deepseek-chat', 'deepseek', false, 'deepseek-chat'],
  ['ollama/codegemma:7b-code', 'ollama', false, 'codegemma:7b-code'],
  ['ollama_chat/llama3', 'ollama', false, 'llama3'],
  ['llama_cpp/any', 'llama_cpp', false, 'any'],
  ['triton/ensemble', 'triton', false, 'ensemble'],
  ['azure/gpt-4o', 'azure', false, 'gpt-4o'],
  ['anthropic/claude-sonnet-4-5', 'anthropic', false, 'claude-sonnet-4-5'],
]

test('the prefix of an identifier decides the dialect, or leaves it open', () => {
  for (const [identifier, name, isOpen, model] of IDENTIFIERS) {
    assert.deepEqual(providerNamed(identifier), { name, isOpen }, identifier)
    assert.equal(modelNamed(identifier), model)
    assert.ok(name in PROVIDERS)
  }
})
