// The documents, and the blocks in them.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** All that are kept, from the root. */
export const pages = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((page) => page !== '' && !page.startsWith('test/cases/'))

/** The blocks of a page in one language, as a reader would copy them; empty: those that name none. */
export function blocksOf(page: string, language: string): string[] {
  const blocks: string[] = []
  let open: { language: string; lines: string[] } | undefined
  for (const line of readFileSync(page, 'utf8').split('\n')) {
    const [, mark] = /^ *```(\w*)\s*$/.exec(line) ?? []
    if (mark === undefined) open?.lines.push(line)
    else if (!open) open = { language: mark, lines: [] }
    else {
      if (open.language === language) blocks.push(`${open.lines.join('\n')}\n`)
      open = undefined
    }
  }
  return blocks
}
