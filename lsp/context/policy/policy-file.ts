// .ai-context-policy.yml, GitLab's file for what a project shows to models.
import Type from 'typebox'
import { parse } from 'yaml'
import { checker } from '../../../protocol/index.ts'
import { ignoreRules } from './ignore-rules.ts'

export const POLICY_FILE = '.ai-context-policy.yml'

/** Whether a path, relative to the policy's folder, may be sent. */
export type ContextPolicy = (relativePath: string) => boolean

const PolicyFile = Type.Object({
  ai_context_policy: Type.Optional(Type.Union([Type.Literal('allow'), Type.Literal('block')])),
  /** Exceptions to the policy, whichever of the two it is. */
  exclude: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
})
const check = checker(PolicyFile)

/** Somebody wanted to keep something back: a file that cannot be understood lets nothing out. */
const BLOCKED: ContextPolicy = () => false

export function contextPolicy(text: string): { policy: ContextPolicy; problem?: string } {
  const { value, problem } = readPolicy(text)
  if (!value) return { policy: BLOCKED, problem: `${POLICY_FILE}: ${problem}; nothing is sent` }
  const { ai_context_policy: kind = 'allow', exclude } = value
  const patterns = exclude ?? []
  if (kind === 'allow') {
    const excluded = ignoreRules(patterns)
    return { policy: (path) => excluded(path) !== 'ignored' }
  }
  // An exception to `block` lets files out: `*.md` is those of the folder, not all below it.
  const excepted = ignoreRules(patterns.map((pattern) => `/${pattern.replace(/^\//, '')}`))
  return { policy: (path) => excepted(path) === 'ignored' }
}

function readPolicy(text: string) {
  try {
    const { value, problems } = check(parse(text) ?? {})
    return {
      value,
      problem: problems?.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join(', '),
    }
  } catch {
    // The parser's message quotes the file, which a log must not.
    return { value: undefined, problem: 'it is not YAML' }
  }
}
