// Where a text gives `$schema` a value: at the top of a JSON document, and in comments of YAML.

/** Places in the text, half-open; prefix and suffix do not count. */
export interface Span {
  from: number
  to: number
  /** Its last character stays: GitLab's language server leaves it, and its clients compare. */
  leavesLast?: true
}

const KEY = '$schema'
const JSON_TOKEN = /"([^"\\]*(?:\\(?:[\s\S]|$)[^"\\]*)*)"?|\/\/.*|\/\*[\s\S]*?\*\/|[{}[\],:]/g

/** Nested objects have no schema of their own: what is called so there is data. */
export function jsonSchemaValues(prefix: string, text: string): Span[] {
  const spans: Span[] = []
  const reader = new JsonReader()
  for (const { 0: token, 1: content, index } of (prefix + text).matchAll(JSON_TOKEN)) {
    if (content === undefined) reader.mark(token)
    else if (reader.isSchemaValue(content)) {
      const start = index + 1 - prefix.length
      const span = { from: Math.max(0, start), to: Math.min(start + content.length, text.length) }
      if (span.from < span.to) spans.push(span)
    }
  }
  return spans
}

class JsonReader {
  /** `{` and `[` that are not closed yet, outermost first. */
  readonly #open: string[] = []
  #expects: 'key' | 'value' = 'value'
  #isSchema = false

  mark(token: string): void {
    if (token === '{' || token === '[') this.#open.push(token)
    if (token === '}' || token === ']') this.#open.pop()
    if (token === ':') this.#expects = 'value'
    if (token === '{' || token === ',') {
      this.#isSchema = false
      this.#expects = this.#open.at(-1) === '{' ? 'key' : 'value'
    }
  }

  /** Takes a string of the document. */
  isSchemaValue(content: string): boolean {
    if (this.#expects === 'value') return this.#isSchema
    this.#isSchema = content.includes(KEY) && this.#depth === 1
    return false
  }

  get #depth(): number {
    return this.#open.filter((mark) => mark === '{').length
  }
}

/** The rest of a comment's line is the value: `# yaml-language-server: $schema=…`. */
export function yamlSchemaValues(prefix: string, text: string, suffix: string): Span[] {
  const linePrefix = prefix.slice(prefix.lastIndexOf('\n') + 1)
  const [lineRest = ''] = suffix.split('\n', 1)
  const spans: Span[] = []
  let at = -linePrefix.length
  for (const line of (linePrefix + text + lineRest).split('\n')) {
    const start = valueIn(line)
    const span = {
      from: Math.max(0, at + start),
      to: Math.min(at + line.trimEnd().length, text.length),
    }
    const isLast = span.to === text.length && linePrefix === ''
    if (start >= 0 && span.from < span.to) spans.push(isLast ? { ...span, leavesLast: true } : span)
    at += line.length + 1
  }
  return spans
}

/** Where the value begins in a line; -1: there is none. */
function valueIn(line: string): number {
  const comment = line.indexOf('#')
  const key = comment < 0 ? -1 : line.indexOf(KEY, comment)
  const sign = key < 0 ? null : /[=:]\s*/.exec(line.slice(key))
  return sign ? key + sign.index + sign[0].length : -1
}
