// Paths and the workspace folders that hold them.

/** With `/` at its end, whatever the separator was. */
const asPrefix = (folder: string): string => `${folder.replaceAll('\\', '/').replace(/\/+$/, '')}/`

/** The innermost folder that holds a path, compared on path boundaries: `/ws` does not hold `/ws-other/a`. */
export function innermostFolder(path: string, folders: readonly string[]): string | undefined {
  const slashed = path.replaceAll('\\', '/')
  let innermost: string | undefined
  for (const folder of folders) {
    const isLonger = innermost === undefined || folder.length > innermost.length
    if (isLonger && slashed.startsWith(asPrefix(folder))) innermost = folder
  }
  return innermost
}

/** A path relative to a folder that holds it, with `/`. */
export const relativeTo = (folder: string, path: string): string =>
  path.replaceAll('\\', '/').slice(asPrefix(folder).length)
