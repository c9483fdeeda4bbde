// How what is known of a workspace follows the disk and the editor.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { placesIn } from '../../lsp/context/policy/places.ts'
import { Knowledge } from '../../lsp/context/workspace/knowledge.ts'
import { Learner } from '../../lsp/context/workspace/learner.ts'
import { folderWith, writeIn } from '../support/folder.ts'

interface Cleanup {
  after(run: () => unknown): void
}

async function learned(t: Cleanup, files: Record<string, string>, disabledPaths: string[] = []) {
  const root = folderWith(t, files)
  const knowledge = new Knowledge()
  const reports: boolean[] = []
  const learner = new Learner(knowledge, ({ isDone }) => reports.push(isDone))
  await learner.learn(placesIn([root], { disabledPaths, closedRepositories: [] }))
  const names = (): string[] => [...knowledge.index.files].map(({ name }) => name).sort()
  const textOf = (name: string) => knowledge.index.file(`${root}/${name}`)?.content.text
  return { root, learner, names, textOf, reports }
}

test('files that come, change and go are followed', async (t) => {
  const { root, learner, names, textOf } = await learned(t, { 'a.ts': 'a1\n', 'b.ts': 'b\n' })
  writeIn(root, 'a.ts', 'a2\n')
  writeIn(root, 'new/c.ts', 'c\n')
  rmSync(join(root, 'b.ts'))
  await learner.follow(['a.ts', 'b.ts', 'new/c.ts'].map((name) => `${root}/${name}`))
  assert.deepEqual(names(), ['a.ts', 'new/c.ts'])
  assert.equal(textOf('a.ts'), 'a2\n')
})

test('a folder that went takes its files along', async (t) => {
  const { root, learner, names } = await learned(t, { 'a.ts': 'a\n', 'src/in/b.ts': 'b\n' })
  rmSync(join(root, 'src'), { recursive: true })
  await learner.follow([`${root}/src`])
  assert.deepEqual(names(), ['a.ts'])
})

for (const rules of ['.gitignore', '.midfillignore']) {
  test(`a change of ${rules} counts at once, both ways`, async (t) => {
    const { root, learner, names } = await learned(t, { 'a.ts': 'a\n', 'own/b.ts': 'b\n' })
    writeIn(root, rules, 'own/\n')
    await learner.follow([`${root}/${rules}`])
    assert.deepEqual(names(), ['a.ts'])
    rmSync(join(root, rules))
    await learner.follow([`${root}/${rules}`])
    assert.deepEqual(names(), ['a.ts', 'own/b.ts'])
  })
}

test('after a checkout of many files one walk finds what there is', async (t) => {
  const { root, learner, names, reports } = await learned(t, { 'a.ts': 'a\n', 'b.ts': 'b\n' })
  rmSync(join(root, 'b.ts'))
  writeIn(root, 'c.ts', 'c\n')
  await learner.follow(Array.from({ length: 2_000 }, (_, i) => `${root}/f${i}.ts`))
  assert.deepEqual(names(), ['a.ts', 'c.ts'])
  assert.deepEqual(reports, [true, true])
})

test('what the settings keep here is not read, from the disk or the editor', async (t) => {
  const { root, learner, names } = await learned(t, { 'a.ts': 'a\n', 'own/b.ts': 'b\n' }, ['own/'])
  learner.setOpen(`${root}/own/b.ts`, true)
  learner.takeText(`${root}/own/b.ts`, 'typed\n')
  await learner.follow([`${root}/own/b.ts`])
  assert.deepEqual(names(), ['a.ts'])
})

test('the disk is not listened to while the editor has the file', async (t) => {
  const { root, learner, textOf } = await learned(t, { 'a.ts': 'disk\n' })
  learner.setOpen(`${root}/a.ts`, true)
  learner.takeText(`${root}/a.ts`, 'editor\n')
  await learner.follow([`${root}/a.ts`])
  assert.equal(textOf('a.ts'), 'editor\n')
  learner.setOpen(`${root}/a.ts`, false)
  await learner.follow([`${root}/a.ts`])
  assert.equal(textOf('a.ts'), 'disk\n')
})
