import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  Grammars,
  LANGUAGES,
  type Language,
  languageOf,
  languageOfFile,
} from '../../grammars/index.ts'

const BY_FILE: Record<string, string | undefined> = {
  'a.py': 'python',
  'src/a.PY': 'python',
  'src\\win\\a.go': 'go',
  'file:///home/a%20b/main.c%2B%2B': 'cpp',
  'vscode-notebook-cell:/x/y.rs': 'rust',
  'types.d.ts': 'typescript',
  'view.tsx': 'typescriptreact',
  'view.jsx': 'javascript',
  'a.mjs': 'javascript',
  'a.c': 'c',
  'a.h': 'c',
  'a.C': 'cpp',
  'a.H': 'cpp',
  'a.CPP': 'cpp',
  'a.r': 'r',
  'a.R': 'r',
  'a.S': 'asm',
  'a.m': 'objective-c',
  'a.v': 'verilog',
  'a.vv': 'v',
  Dockerfile: 'dockerfile',
  'build/Dockerfile.prod': 'dockerfile',
  'prod.Dockerfile': 'dockerfile',
  Makefile: 'makefile',
  MAKEFILE: 'makefile',
  'Makefile.am': 'makefile',
  'Makefile.py': 'python',
  Gemfile: 'ruby',
  'Gemfile.lock': undefined,
  Rakefile: 'ruby',
  Vagrantfile: 'ruby',
  BUILD: 'starlark',
  build: undefined,
  'BUILD.bazel': 'starlark',
  WORKSPACE: 'starlark',
  'CMakeLists.txt': 'cmake',
  'notes.txt': undefined,
  Jenkinsfile: 'groovy',
  'package.json': 'json',
  'tsconfig.json': 'jsonc',
  'live/terragrunt.hcl': 'terragrunt',
  'main.tf': 'terraform',
  '.bashrc': 'shellscript',
  '.py': undefined,
  py: undefined,
  'a.': undefined,
  '': undefined,
  '/': undefined,
  'untitled:Untitled-1': undefined,
  'a.constructor': undefined,
  __proto__: undefined,
}

const BY_IDENTIFIER: Record<string, string | undefined> = {
  python: 'python',
  Python: 'python',
  ' Go ': 'go',
  'C++': 'cpp',
  'C#': 'csharp',
  JavaScript: 'javascript',
  javascriptreact: 'javascript',
  TypeScript: 'typescript',
  typescriptreact: 'typescriptreact',
  'typescript.tsx': 'typescriptreact',
  shellscript: 'shellscript',
  sh: 'shellscript',
  cs: 'csharp',
  FortranFreeForm: 'fortran',
  'Emacs Lisp': 'emacs-lisp',
  'Google SQL': 'sql',
  plaintext: undefined,
  '': undefined,
  constructor: undefined,
}

test('a file name tells the language', () => {
  for (const [fileName, id] of Object.entries(BY_FILE)) {
    assert.equal(languageOfFile(fileName)?.id, id, fileName)
  }
})

test('identifiers of editors and display names tell the language', () => {
  for (const [languageId, id] of Object.entries(BY_IDENTIFIER)) {
    assert.equal(languageOf({ languageId })?.id, id, languageId)
  }
})

test('an identifier wins over the file name', () => {
  assert.equal(languageOf({ languageId: 'cpp', fileName: 'a.h' })?.id, 'cpp')
  assert.equal(languageOf({ languageId: 'matlab', fileName: 'a.m' })?.id, 'matlab')
})

test('an unknown identifier leaves it to the file name', () => {
  assert.equal(languageOf({ languageId: 'plaintext', fileName: 'a.py' })?.id, 'python')
  assert.equal(languageOf({ languageId: '', fileName: 'a.py' })?.id, 'python')
  assert.equal(languageOf({}), undefined)
})

test('the file name picks the dialect of a language that the identifier names', () => {
  const language = languageOf({ languageId: 'TypeScript', fileName: 'a.tsx' })
  assert.deepEqual([language?.lang, language?.grammar], ['ts', 'tsx'])
  assert.equal(languageOf({ languageId: 'typescript', fileName: 'a.txt' })?.grammar, 'typescript')
})

test('no two rows claim the same identifier, display name, extension or file name', () => {
  for (const keysOf of [
    (row: Language) => [row.id],
    (row: Language) => [...new Set([...row.editorIds, row.displayName.toLowerCase()])],
    (row: Language) => row.extensions,
    (row: Language) => row.fileNames ?? [],
  ]) {
    const keys = LANGUAGES.flatMap(keysOf)
    assert.deepEqual(keys, [...new Set(keys)])
  }
})

test('rows are written the way they are looked up', () => {
  for (const { id, editorIds, extensions, lang } of LANGUAGES) {
    assert.equal(editorIds[0], id)
    assert.match(lang, /^[a-z0-9]+$/)
    for (const name of editorIds) assert.equal(name, name.toLowerCase())
    for (const extension of extensions) assert.doesNotMatch(extension, /[.\s]/)
  }
})

test('upper case in an extension sets it apart from the same one in lower case', () => {
  const upper = LANGUAGES.flatMap((row) => row.extensions).filter(
    (ext) => ext !== ext.toLowerCase(),
  )
  assert.deepEqual(upper, ['C', 'H', 'S', 'R'])
})

test('every grammar and every query of it loads', async (t) => {
  const grammars = new Grammars({ onError: assert.fail })
  t.after(() => grammars.close())
  for (const language of LANGUAGES) {
    const parser = await grammars.parserOf(language)
    assert.equal(parser?.language, language.grammar && language, language.id)
  }
})

test('scopes have one of few kinds, and every query marks what it is for', () => {
  const kinds = new Set<string>()
  for (const { grammar } of LANGUAGES) {
    const scopes = queryOf(grammar, 'scopes')
    for (const [, kind] of scopes.matchAll(/@(?:scope|unclosed)\.(\w+)/g)) if (kind) kinds.add(kind)
    assert.match(queryOf(grammar, 'comments') || '@comment', /@comment\b/, grammar)
    assert.match(queryOf(grammar, 'imports') || '@import', /@import\b/, grammar)
    assert.match(queryOf(grammar, 'empty-bodies') || '@body', /@(body|owner)\b/, grammar)
  }
  assert.deepEqual([...kinds].sort(), [
    ...['block', 'class', 'enum', 'function', 'impl', 'interface', 'lambda', 'macro', 'method'],
    ...['module', 'namespace', 'property', 'struct', 'trait', 'type'],
  ])
})

function queryOf(grammar: string | undefined, query: string): string {
  const file = `grammars/queries/${grammar}/${query}.scm`
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
