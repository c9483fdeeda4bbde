import { fileURLToPath } from 'node:url'
import { languageOf, languageOfFile } from '../../grammars/index.ts'
import { innermostFolder, relativeTo } from './folders.ts'

/**
 * How a document is named to the gateway: relative to the innermost workspace folder that holds it, else its
 * base name. Never the home path. A name that does not tell the language, as of a file that was never saved, gets
 * the language's ending.
 */
export function fileNameOf(
  { uri, languageId }: { uri: string; languageId: string },
  folderPaths: readonly string[],
): string {
  const path = pathOf(uri)
  const folder = innermostFolder(path, folderPaths)
  const named = folder ? relativeTo(folder, path) : baseOf(path)
  // A cell is written in a language, its notebook in JSON.
  const name = named.replace(/\.ipynb$/, '')
  if (baseOf(name).includes('.') || languageOfFile(name)) return name
  const [ending] = languageOf({ languageId })?.extensions ?? []
  return ending ? `${name}.${ending}` : name
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The absolute path of a file, with `/`; undefined for what is not on this machine's disk. */
export const diskPathOf = (uri: string): string | undefined =>
  isOnDisk(uri) ? pathOf(uri) : undefined

export const isOnDisk = (uri: string): boolean => uri.startsWith('file:')

/** The path in a URI, with `/`; of a file on a disk, of an unsaved document, of a revision that git shows. */
export function pathOf(uri: string): string {
  try {
    if (isOnDisk(uri)) return fileURLToPath(uri).replaceAll('\\', '/')
    return decodeURIComponent(
      uri.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, '').replace(/[?#].*$/, ''),
    )
  } catch {
    return uri // Not a well-formed URI: its last part is still a usable name.
  }
}
