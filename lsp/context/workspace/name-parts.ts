// What a path tells of its file.

export interface NameParts {
  folder: string
  /** The base name up to its first dot, in lower case. */
  stem: string
  /** The stem without its mark of a test: `ledger` for `ledger_test.go` and `test_ledger.py`. */
  subject: string
  extension: string
}

const TEST_MARK = /[-_.]?(?:test|spec)s?[-_.]?/i

/** `path` has slashes. */
export function namePartsOf(path: string): NameParts {
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  const [first = ''] = name.split('.')
  const stem = first.toLowerCase()
  return {
    folder: path.slice(0, slash),
    stem,
    subject: stem.replace(TEST_MARK, ''),
    extension: name.slice(name.lastIndexOf('.')),
  }
}
