import { fileURLToPath } from 'node:url'

/**
 * How a document is named to the gateway: relative to the innermost workspace folder that holds it, else its
 * base name. Never the home path. Folders are compared on path boundaries: `/ws` does not hold `/ws-other/a`.
 */
export function fileNameOf(uri: string, folderUris: readonly string[]): string {
  const path = decoded(uri)
  const folder = folderUris
    .map((folderUri) => `${decoded(folderUri).replace(/\/+$/, '')}/`)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0]
  return folder ? path.slice(folder.length) : (path.split('/').at(-1) ?? path)
}

function decoded(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri).replaceAll('\\', '/') : decodeURI(uri)
  } catch {
    return uri // Not a well-formed URI: its last part is still a usable name.
  }
}
