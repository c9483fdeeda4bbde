// Which files may leave: rules on a disk.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { FilePolicy, type FilePolicyOptions } from '../../lsp/context/policy/file-policy.ts'

/** A folder with these files, and what the policy says of paths in it. */
function folderWith(
  t: TestContext,
  files: Record<string, string>,
  options: Partial<FilePolicyOptions> = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'midfill-policy-'))
  t.after(() => rmSync(root, { recursive: true }))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  const policy = new FilePolicy({ folders: [root], disabledPaths: [], ...options })
  return { root, write, policy, refusal: (name: string) => policy.refusal(join(root, name)) }
}

test('.gitignore counts in every folder, as git reads it', (t) => {
  const { refusal, policy, root } = folderWith(t, {
    '.gitignore': 'dist/\n*.log\n!keep.log\n/only-here.ts\ngenerated/\n',
    'src/.gitignore': '!debug.log\nlocal.ts\n',
    'generated/.gitignore': '!*\n',
  })
  assert.equal(refusal('src/a.ts'), undefined)
  assert.equal(policy.mayRead(join(root, 'src/a.ts')), true)
  assert.equal(refusal('dist/deep/a.ts'), 'ignored')
  assert.equal(policy.mayRead(join(root, 'dist/deep/a.ts')), false)
  assert.equal(refusal('a.log'), 'ignored')
  assert.equal(refusal('keep.log'), undefined)
  assert.equal(refusal('src/debug.log'), undefined)
  assert.equal(refusal('src/local.ts'), 'ignored')
  assert.equal(refusal('local.ts'), undefined)
  assert.equal(refusal('only-here.ts'), 'ignored')
  assert.equal(refusal('src/only-here.ts'), undefined)
  // Nothing in an ignored folder can be taken back.
  assert.equal(refusal('generated/a.ts'), 'ignored')
})

test('.midfillignore ignores beyond .gitignore, and cannot take back what that ignores', (t) => {
  const { refusal } = folderWith(t, {
    '.gitignore': 'dist/\n',
    '.midfillignore': 'billing/\n!dist/\n',
  })
  assert.equal(refusal('billing/a.ts'), 'ignored')
  assert.equal(refusal('dist/a.ts'), 'ignored')
  assert.equal(refusal('sales/a.ts'), undefined)
})

test('rules above the workspace folder count up to the root of the repository', (t) => {
  const files = {
    '.gitignore': 'outside.ts\n',
    'repository/.git/HEAD': '',
    'repository/.gitignore': '*.gen.ts\n',
  }
  const { root, refusal } = folderWith(t, files, { folders: [] })
  assert.equal(refusal('repository/packages/app/a.gen.ts'), 'ignored')
  assert.equal(refusal('repository/packages/app/outside.ts'), undefined)
  const folders = [join(root, 'repository/packages/app')]
  const policy = new FilePolicy({ folders, disabledPaths: [] })
  assert.equal(policy.refusal(join(root, 'repository/packages/app/a.gen.ts')), 'ignored')
})

test('a closed repository keeps its files back, and not those of repositories around and in it', (t) => {
  const { root } = folderWith(t, {
    '.git/HEAD': '',
    'closed/.git/HEAD': '',
    'closed/src/a.ts': '',
    'closed/src/open/.git/HEAD': '',
  })
  symlinkSync(join(root, 'closed/src/a.ts'), join(root, 'link.ts'))
  const closedRepositories = [join(root, 'closed')]
  const policy = new FilePolicy({ folders: [root], disabledPaths: [], closedRepositories })
  const refusals = ['a.ts', 'closed/src/a.ts', 'closed/src/open/a.ts', 'link.ts'].map((name) =>
    policy.refusal(join(root, name)),
  )
  assert.deepEqual(refusals, [undefined, 'project', undefined, 'project'])
})

test('folders are told apart on path boundaries, and the innermost counts', (t) => {
  const { root } = folderWith(t, {})
  const folders = [join(root, 'ws'), join(root, 'ws/inner')]
  const policy = new FilePolicy({ folders, disabledPaths: ['/a.ts'] })
  assert.equal(policy.refusal(join(root, 'ws/a.ts')), 'disabled_path')
  assert.equal(policy.refusal(join(root, 'ws/inner/a.ts')), 'disabled_path')
  assert.equal(policy.refusal(join(root, 'ws/other/a.ts')), undefined)
  assert.equal(policy.refusal(join(root, 'ws-other/a.ts')), undefined)
})

test('.ai-context-policy.yml allows but for exceptions, or blocks but for exceptions', (t) => {
  const allow = folderWith(t, {
    '.ai-context-policy.yml': "ai_context_policy: allow\nexclude:\n  - 'secret/**'\n  - '*.sql'\n",
  })
  assert.equal(allow.refusal('secret/deep/a.ts'), 'policy')
  assert.equal(allow.refusal('src/schema.sql'), 'policy')
  assert.equal(allow.refusal('src/a.ts'), undefined)
  const block = folderWith(t, {
    '.ai-context-policy.yml': "ai_context_policy: block\nexclude: ['src/**', '*.md']\n",
  })
  assert.equal(block.refusal('src/deep/a.ts'), undefined)
  assert.equal(block.refusal('README.md'), undefined)
  assert.equal(block.refusal('docs/README.md'), 'policy')
  assert.equal(block.refusal('a.ts'), 'policy')
})

test('a policy that cannot be understood lets nothing out, and is told without its text', (t) => {
  for (const text of [
    'ai_context_policy: perhaps-s3cr3t',
    'exclude: {',
    '- s3cr3t',
    'exclude: s3cr3t',
  ]) {
    const problems: string[] = []
    const onProblem = (problem: string): void => void problems.push(problem)
    const { refusal } = folderWith(t, { '.ai-context-policy.yml': text }, { onProblem })
    assert.equal(refusal('a.ts'), 'policy', text)
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', /^\.ai-context-policy\.yml: .+; nothing is sent$/)
    assert.doesNotMatch(problems[0] ?? '', /s3cr3t/)
  }
})

test('an empty policy allows', (t) => {
  for (const text of ['', '# later\n', 'exclude:\n']) {
    assert.equal(folderWith(t, { '.ai-context-policy.yml': text }).refusal('a.ts'), undefined, text)
  }
})

test('a changed rule counts after two seconds', (t) => {
  let nowMs = 0
  const { write, refusal } = folderWith(t, {}, { now: () => nowMs })
  assert.equal(refusal('a.ts'), undefined)
  write('.gitignore', 'a.ts\n')
  nowMs = 1_000
  assert.equal(refusal('a.ts'), undefined)
  nowMs = 2_000
  assert.equal(refusal('a.ts'), 'ignored')
})

test('a link to a file of secrets is one, and a loop of links is none', (t) => {
  const { root, refusal } = folderWith(t, { '.env': 'A=1', 'real/id_rsa': 'x' })
  symlinkSync(join(root, '.env'), join(root, 'notes.txt'))
  symlinkSync(join(root, 'real'), join(root, 'linked'))
  symlinkSync(join(root, 'loop'), join(root, 'loop'))
  assert.equal(refusal('notes.txt'), 'secret_file')
  assert.equal(refusal('linked/id_rsa'), 'secret_file')
  assert.equal(refusal('loop/a.ts'), undefined)
})

test('odd paths and rules have an answer', (t) => {
  const { policy, refusal, root } = folderWith(t, {
    '.gitignore': '[\n\\\n!\n/\n\0',
    file: '',
  })
  assert.equal(refusal('file/below/a/file.ts'), undefined)
  for (const path of [
    '',
    '/',
    '.',
    '..',
    'relative.ts',
    `${root}/`,
    root,
    'Untitled-1',
    '/a\0b',
    'C:\\a\\.env',
  ]) {
    assert.doesNotThrow(() => policy.refusal(path), path)
  }
  assert.equal(policy.refusal('C:\\a\\.env'), 'secret_file')
  assert.equal(policy.refusal(`/${'deep/'.repeat(2_000)}a.ts`), 'ignored')
})
