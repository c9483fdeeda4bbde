// Fetches the grammars that @vscode/tree-sitter-wasm lacks from their npm packages, into grammars/wasm.
//
// grammars/wasm/grammars.json pins package, version and sha256; a file that differs is refused. After raising
// a version, `npx tsx scripts/grammars.ts --accept` writes the new sums. Brotli makes 22 MB into 1.5 MB.
// A grammar that is published in C alone is compiled by emcc, Emscripten's; its sum holds for the version noted there.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import Type, { type Static } from 'typebox'
import { checker } from '../protocol/index.ts'

const Source = Type.Object({
  package: Type.String({ description: 'npm package and version, `name@1.2.3`.' }),
  file: Type.String({
    description: 'Path of the compiled grammar in that package, or what is compiled.',
  }),
  compiledBy: Type.Optional(
    Type.String({ description: '`emcc` and its version; absent: its authors.' }),
  ),
  licence: Type.String(),
  licencePackage: Type.Optional(
    Type.String({ description: 'The package that holds the text, if the first has another one.' }),
  ),
  sha256: Type.String({ description: 'Of the file before compression.' }),
})
type Source = Static<typeof Source>
const checkSources = checker(Type.Record(Type.String(), Source))

const FOLDER = fileURLToPath(new URL('../grammars/wasm/', import.meta.url))
const MANIFEST = join(FOLDER, 'grammars.json')
const LICENCES = join(FOLDER, 'LICENCES.txt')

const isAccepting = process.argv.includes('--accept')
const { value: sources, problems } = checkSources(JSON.parse(readFileSync(MANIFEST, 'utf8')))
if (!sources) throw new Error(`${MANIFEST}: ${JSON.stringify(problems)}`)

const scratch = mkdtempSync(join(tmpdir(), 'grammars-'))
try {
  const licences = Object.entries(sources).map(([name, source]) => fetchGrammar(name, source))
  writeFileSync(LICENCES, licences.join('\n'))
  writeFileSync(MANIFEST, `${JSON.stringify(sources, null, 2)}\n`)
} finally {
  rmSync(scratch, { recursive: true })
}

/** Writes one grammar; its licence. */
function fetchGrammar(name: string, source: Source): string {
  const bytes = readFileSync(source.compiledBy ? compiled(name, source) : fileOf(source))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (isAccepting) source.sha256 = sha256
  if (sha256 !== source.sha256) throw new Error(`${name}: sha256 is ${sha256}`)
  const params = { [constants.BROTLI_PARAM_LGWIN]: 22 }
  writeFileSync(join(FOLDER, `tree-sitter-${name}.wasm.br`), brotliCompressSync(bytes, { params }))
  console.log(`${name}: ${source.package}, ${source.licence}`)
  const folder = unpacked(source.licencePackage ?? source.package)
  const file = readdirSync(folder).find((entry) => /^LICEN[CS]E/i.test(entry))
  if (!file) throw new Error(`${name}: no licence in its package`)
  const text = readFileSync(join(folder, file), 'utf8').trim()
  return `tree-sitter-${name}.wasm: ${source.package} ${source.file} (${source.licence})\n\n${text}\n`
}

function fileOf({ package: spec, file }: Source): string {
  return join(unpacked(spec), file)
}

/** As tree-sitter's own command line compiles them; the external scanner lies beside the parser. */
function compiled(name: string, source: Source): string {
  const parser = fileOf(source)
  const folder = dirname(parser)
  const file = join(folder, `${name}.wasm`)
  const scanner = join(folder, 'scanner.c')
  const flags = ['-Os', '-fno-exceptions', '-fvisibility=hidden', '-sSIDE_MODULE=2', '-sWASM=1']
  const exported = `-sEXPORTED_FUNCTIONS=_tree_sitter_${name}`
  const sources = [parser, ...(existsSync(scanner) ? [scanner] : [])]
  execFileSync('emcc', [...flags, exported, '-I', folder, ...sources, '-o', file])
  return file
}

/** The folder of an npm package, fetched once. */
function unpacked(spec: string): string {
  const folder = join(scratch, spec.replaceAll('/', '_'))
  if (readdirSync(scratch).includes(spec.replaceAll('/', '_'))) return join(folder, 'package')
  mkdirSync(folder)
  const options = { cwd: folder, encoding: 'utf8' as const }
  const archive = execFileSync('npm', ['pack', '--silent', spec], options).trim()
  execFileSync('tar', ['xzf', archive], { cwd: folder })
  return join(folder, 'package')
}
