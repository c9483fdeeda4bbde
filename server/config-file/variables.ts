// `${NAME}` in the texts of a file.
import type { Environment } from '../environment-reader.ts'
import type { Complain } from './complain.ts'
import type { Path } from './parse.ts'

/** A second dollar makes it an ordinary text: `$${NAME}`. */
const REFERENCE = /\$(\$)?\{([^}]*)(\})?/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The data with every reference replaced, in texts of any depth. Names of members are left alone. */
export function withVariables(value: unknown, env: Environment, complain: Complain): unknown {
  const replaced = (part: unknown, path: Path): unknown => {
    if (typeof part === 'string') return expanded(part, { env, path, complain })
    if (Array.isArray(part)) return part.map((item, i) => replaced(item, [...path, i]))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).map(([name, member]) => [name, replaced(member, [...path, name])]),
    )
  }
  return replaced(value, [])
}

function expanded(
  text: string,
  { env, path, complain }: { env: Environment; path: Path; complain: Complain },
): string {
  return text.replace(REFERENCE, (whole, dollar, name, end) => {
    if (dollar) return whole.slice(1)
    if (!end || !NAME.test(name)) {
      complain(path, `a reference to the environment is written \${NAME}`)
      return ''
    }
    const value = env[name]
    // An empty variable counts as not set, as everywhere in midfill.
    if (!value) complain(path, `the environment variable ${name} is not set`)
    return value ?? ''
  })
}
