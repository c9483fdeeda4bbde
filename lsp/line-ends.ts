// The line ends of a document, for what a model says of it.
import type { Change } from './changed-texts.ts'

interface Around {
  prefix: string
  suffix: string
}

/**
 * Models write line feeds in files of Windows, and the other way round: what is typed would no longer agree with the
 * text, and half a line end would show as a sign or as a blank line.
 */
export function lineEndsOf(around: Around): Change {
  const lineEnd = lineEndOf(around)
  return (text, isWhole) => {
    // Half of a line end: the other half may follow.
    const settled = !isWhole && text.endsWith('\r') ? text.slice(0, -1) : text
    if (lineEnd === '\n' && !settled.includes('\r')) return settled
    return settled.replace(/\r\n?|\n/g, lineEnd)
  }
}

/** The nearest before the cursor, else the first one after it. */
function lineEndOf({ prefix, suffix }: Around): string {
  const before = prefix.lastIndexOf('\n')
  const isWindows =
    before < 0 ? suffix[suffix.indexOf('\n') - 1] === '\r' : prefix[before - 1] === '\r'
  return isWindows ? '\r\n' : '\n'
}
