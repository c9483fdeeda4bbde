// Documents that are generated stay equal to what they are generated from, and links lead somewhere.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { configurationPage } from '../scripts/configuration-page.ts'

test('docs/configuration.md is what scripts/docs.ts writes', () => {
  assert.equal(readFileSync('docs/configuration.md', 'utf8'), configurationPage())
})

test('links between documents lead somewhere', () => {
  const pages = [...readdirSync('.'), ...readdirSync('docs').map((page) => join('docs', page))]
  for (const page of pages.filter((name) => name.endsWith('.md'))) {
    const links = readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)
    for (const [, target] of links) {
      assert.ok(existsSync(join(dirname(page), target ?? '')), `${page}: ${target}`)
    }
  }
})
