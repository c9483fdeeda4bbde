// Documents that are generated stay equal to what they are generated from, and links lead somewhere.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { ERROR_STATUS } from '../protocol/index.ts'
import { configurationPage } from '../scripts/configuration-page.ts'
import { fileSchema } from '../scripts/file-schema.ts'
import { blocksOf, pages } from './support/pages.ts'

test('docs/configuration.md is what scripts/docs.ts writes', () => {
  assert.equal(readFileSync('docs/configuration.md', 'utf8'), configurationPage())
})

test('docs/midfill.schema.json is what scripts/docs.ts writes', () => {
  assert.equal(readFileSync('docs/midfill.schema.json', 'utf8'), fileSchema())
})

test('the commands of docs/routing.md work with the example beside it', () => {
  const [block = '', ...others] = blocksOf('docs/routing.md', 'sh')
  assert.deepEqual(others, [])
  // As who has nothing but a clone that is built.
  const env = { PATH: dirname(process.execPath) }
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-ec', block], { env, encoding: 'utf8' })
  assert.equal(stderr, '')
  assert.deepEqual([status, stdout], [0, blocksOf('docs/routing.md', 'text')[0]])
})

test('links between documents lead somewhere', () => {
  for (const page of pages()) {
    const links = readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)
    for (const [, target = '', anchor] of links) {
      const file = target ? join(dirname(page), target) : page
      assert.ok(existsSync(file), `${page}: ${target}`)
      if (anchor) assert.ok(anchorsOf(file).includes(anchor), `${page}: ${target}#${anchor}`)
    }
  }
})

/** As GitHub and GitLab name headings. */
const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('the changelog links to no file: it travels with the extension, where there is none', () => {
  assert.doesNotMatch(readFileSync('CHANGELOG.md', 'utf8'), /\]\((?!https?:)/)
})

test('docs/troubleshooting.md has a section for every error code, with its status', () => {
  const page = readFileSync('docs/troubleshooting.md', 'utf8')
  const sections = [...page.matchAll(/^## (\w+)\n\n(\d+): /gm)].map(([, code, status]) => [
    code,
    Number(status),
  ])
  assert.deepEqual(Object.fromEntries(sections), ERROR_STATUS)
})
