// What the holes' files import, read by the grammars as the language server reads it.
import { Grammars, importsOf, languageOf } from '../../grammars/index.ts'
import type { Imports } from '../../lsp/context/workspace/import-map.ts'
import type { Hole } from './holes.ts'

export async function importsOfHoles(holes: readonly Hole[]): Promise<Map<Hole, Imports>> {
  const grammars = new Grammars({ onError: console.error })
  const imports = new Map<Hole, Imports>()
  for (const hole of holes) {
    const language = languageOf({ fileName: hole.path })
    const parser = language && (await grammars.parserOf(language))
    const tree = parser?.parse(hole.prefix + hole.suffix)
    if (!tree) continue
    const statements = importsOf(tree).map(({ text }) => text)
    imports.set(hole, { lang: tree.language.lang, statements })
    tree.close()
  }
  grammars.close()
  return imports
}
