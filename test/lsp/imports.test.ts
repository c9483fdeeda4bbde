import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project } from '../../lsp/context/imports/project.ts'
import { goModuleOf, psr4Of, tsPathsOf } from '../../lsp/context/imports/project-files.ts'
import { importedFiles } from '../../lsp/context/imports/resolve.ts'

interface ImportCase {
  lang: string
  /** The file that imports. */
  in: string
  statement: string
  /** What the workspace holds beside it. */
  files: string[]
  imports: string[]
  project?: Partial<Project>
}

const TS_PATHS = {
  tsPaths: {
    baseUrl: '',
    paths: { '@/*': ['src/*'], '@/deep/*': ['other/*'], lib: ['lib/main.ts'] },
  },
}
const GO = { goModules: [{ name: 'example.org/shop', folder: '' }] }

const CASES: ImportCase[] = [
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import { b } from './b'",
    files: ['src/b.ts'],
    imports: ['src/b.ts'],
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import type { b } from '../lib/b.js'",
    files: ['lib/b.ts'],
    imports: ['lib/b.ts'],
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import './b'",
    files: ['src/b/index.tsx'],
    imports: ['src/b/index.tsx'],
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import b from '@/b'",
    files: ['src/b.ts'],
    imports: ['src/b.ts'],
    project: TS_PATHS,
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import b from '@/deep/b'",
    files: ['src/deep/b.ts', 'other/b.ts'],
    imports: ['other/b.ts'],
    project: TS_PATHS,
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import b from 'lib'",
    files: ['lib/main.ts'],
    imports: ['lib/main.ts'],
    project: TS_PATHS,
  },
  {
    lang: 'ts',
    in: 'src/a.ts',
    statement: "import fs from 'node:fs'",
    files: ['node:fs.ts'],
    imports: [],
  },
  {
    lang: 'ts',
    in: 'a.ts',
    statement: "import x from '../outside'",
    files: ['outside.ts'],
    imports: [],
  },
  {
    lang: 'js',
    in: 'a.js',
    statement: "const { b } = require('./b'), c = require('./c.json')",
    files: ['b.js', 'c.json'],
    imports: ['b.js', 'c.json'],
  },
  {
    lang: 'js',
    in: 'a.js',
    statement: "const b = await import('./b.mjs')",
    files: ['b.mjs'],
    imports: ['b.mjs'],
  },
  {
    lang: 'vue',
    in: 'src/App.vue',
    statement: "import Row from './Row.vue?raw'",
    files: ['src/Row.vue'],
    imports: ['src/Row.vue'],
  },
  {
    lang: 'python',
    in: 'pkg/a.py',
    statement: 'from .b import c, d as e',
    files: ['pkg/b/c.py', 'pkg/b/__init__.py'],
    imports: ['pkg/b/c.py', 'pkg/b/__init__.py'],
  },
  {
    lang: 'python',
    in: 'pkg/sub/a.py',
    statement: 'from .. import b',
    files: ['pkg/b.py', 'pkg/__init__.py'],
    imports: ['pkg/b.py', 'pkg/__init__.py'],
  },
  {
    lang: 'python',
    in: 'shop/a.py',
    statement: 'import shop.cart as c, os',
    files: ['src/shop/cart.py'],
    imports: ['src/shop/cart.py'],
  },
  {
    lang: 'python',
    in: 'services/web/app/a.py',
    statement: 'from app.cart import (\n  Cart,  # it\n)',
    files: ['services/web/app/cart.py'],
    imports: ['services/web/app/cart.py'],
  },
  {
    lang: 'go',
    in: 'main.go',
    statement: 'import (\n\t"fmt"\n\t"example.org/shop/cart"\n)',
    files: ['cart/cart.go', 'cart/row.go', 'cart/row_test.go'],
    imports: ['cart/cart.go', 'cart/row.go'],
    project: GO,
  },
  {
    lang: 'go',
    in: 'main.go',
    statement: 'import "example.org/shopping/cart"',
    files: ['cart/cart.go'],
    imports: [],
    project: GO,
  },
  {
    lang: 'ruby',
    in: 'lib/shop/a.rb',
    statement: "require_relative '../cart'",
    files: ['lib/cart.rb'],
    imports: ['lib/cart.rb'],
  },
  {
    lang: 'ruby',
    in: 'spec/a_spec.rb',
    statement: "require 'shop/cart'",
    files: ['lib/shop/cart.rb'],
    imports: ['lib/shop/cart.rb'],
  },
  {
    lang: 'java',
    in: 'src/main/java/shop/A.java',
    statement: 'import shop.cart.Cart.Row;',
    files: ['src/main/java/shop/cart/Cart.java'],
    imports: ['src/main/java/shop/cart/Cart.java'],
  },
  {
    lang: 'java',
    in: 'src/test/java/shop/A.java',
    statement: 'import static shop.Cart.sum;',
    files: ['src/main/java/shop/Cart.java'],
    imports: ['src/main/java/shop/Cart.java'],
  },
  {
    lang: 'kotlin',
    in: 'app/src/main/kotlin/shop/A.kt',
    statement: 'import shop.Cart',
    files: ['app/src/main/kotlin/shop/Cart.kt'],
    imports: ['app/src/main/kotlin/shop/Cart.kt'],
  },
  {
    lang: 'rust',
    in: 'src/web/page.rs',
    statement: 'use crate::{cart::Cart, row::{self, Row}};',
    files: ['src/cart.rs', 'src/row/mod.rs'],
    imports: ['src/cart.rs', 'src/row/mod.rs'],
  },
  {
    lang: 'rust',
    in: 'src/web/page.rs',
    statement: 'use super::form::Form as F;',
    files: ['src/web/form.rs'],
    imports: ['src/web/form.rs'],
  },
  {
    lang: 'rust',
    in: 'src/web/mod.rs',
    statement: 'pub use self::form::*;',
    files: ['src/web/form.rs'],
    imports: ['src/web/form.rs'],
  },
  {
    lang: 'rust',
    in: 'src/main.rs',
    statement: 'use std::fs;',
    files: ['src/cart.rs'],
    imports: [],
  },
  {
    lang: 'c',
    in: 'src/a.c',
    statement: '#include "b.h"',
    files: ['include/b.h'],
    imports: ['include/b.h'],
  },
  {
    lang: 'cpp',
    in: 'src/x/a.cpp',
    statement: '#include <shop/b.hpp>',
    files: ['include/shop/b.hpp'],
    imports: ['include/shop/b.hpp'],
  },
  {
    lang: 'cpp',
    in: 'src/a.cpp',
    statement: '#include "b.h"',
    files: ['src/b.h', 'include/b.h'],
    imports: ['src/b.h'],
  },
  {
    lang: 'php',
    in: 'app/A.php',
    statement: 'use App\\Models\\{User, Cart as C};',
    files: ['app/Models/User.php', 'app/Models/Cart.php'],
    imports: ['app/Models/User.php', 'app/Models/Cart.php'],
  },
  {
    lang: 'php',
    in: 'a.php',
    statement: 'use Shop\\Cart;',
    files: ['lib/Cart.php'],
    imports: ['lib/Cart.php'],
    project: { psr4: { 'Shop\\': 'lib/' } },
  },
  {
    lang: 'php',
    in: 'web/a.php',
    statement: "require_once 'b.php';",
    files: ['web/b.php'],
    imports: ['web/b.php'],
  },
  { lang: 'markdown', in: 'a.md', statement: "import './b'", files: ['b.ts'], imports: [] },
]

function projectOf({ files, project }: ImportCase): Project {
  const all = new Set(files)
  return {
    exists: (path) => all.has(path),
    filesIn: (folder) => files.filter((file) => file.startsWith(`${folder}/`)),
    ...project,
  }
}

for (const one of CASES) {
  test(`${one.lang}: ${one.statement.replaceAll('\n', '⏎')} in ${one.in}`, () => {
    const importer = { path: one.in, project: projectOf(one) }
    assert.deepEqual(importedFiles(one.lang, [one.statement], importer), one.imports)
  })
}

test('statements that are half written, or no statements, bring in nothing and cost little', () => {
  const importer = { path: 'a/b.x', project: { exists: () => false } }
  const odd = [
    '',
    'import',
    'use {{{{',
    'use a::{b,',
    'from',
    'from . import',
    '#include',
    "require('",
  ]
  const long = [
    'use '.concat('{'.repeat(100_000)),
    `from ${'.'.repeat(100_000)} import ${'a,'.repeat(50_000)}`,
  ]
  for (const lang of ['js', 'ts', 'python', 'go', 'ruby', 'java', 'rust', 'c', 'cpp', 'php']) {
    assert.deepEqual(importedFiles(lang, [...odd, ...long], importer), [])
  }
})

test('a file does not import itself, and each file is there once', () => {
  const project = { exists: (path: string) => ['a.ts', 'b.ts'].includes(path) }
  const statements = ["import './a'", "import './b'", "import { b } from './b'"]
  assert.deepEqual(importedFiles('ts', statements, { path: 'a.ts', project }), ['b.ts'])
})

test('files of build tools tell where imports lead', () => {
  const tsconfig = `{
    // "paths": none
    "compilerOptions": { "baseUrl": "./src", "paths": { "@/*": ["./*"], "a//b": ["c"], }, }, /* end */
  }`
  assert.deepEqual(tsPathsOf(tsconfig, 'web'), {
    baseUrl: 'web/src',
    paths: { '@/*': ['./*'], 'a//b': ['c'] },
  })
  for (const odd of ['', '{', '[]', '{"compilerOptions":{"paths":1}}', '{"compilerOptions":{}}']) {
    assert.equal(tsPathsOf(odd, ''), undefined)
  }
  assert.deepEqual(goModuleOf('// shop\nmodule example.org/shop // it\n\ngo 1.22\n', 'a'), {
    name: 'example.org/shop',
    folder: 'a',
  })
  assert.equal(goModuleOf('go 1.22\n', ''), undefined)
  const composer = { autoload: { 'psr-4': { 'App\\': 'app/', 'B\\': ['b', 'c'], 'C\\': 1 } } }
  assert.deepEqual(psr4Of(JSON.stringify(composer), ''), { 'App\\': 'app', 'B\\': 'b' })
  assert.deepEqual(psr4Of('{"autoload":{"classmap":["x"]}}', ''), {})
})
