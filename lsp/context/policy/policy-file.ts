// .ai-context-policy.yml, GitLab's file for what a project shows to models.
import { parse } from 'yaml'
import { isObject } from '../../is-object.ts'
import { ignoreRules } from './ignore-rules.ts'

export const POLICY_FILE = '.ai-context-policy.yml'

/** Whether a path, relative to the policy's folder, may be sent. */
export type ContextPolicy = (relativePath: string) => boolean

/** Somebody wanted to keep something back: a file that cannot be understood lets nothing out. */
const BLOCKED: ContextPolicy = () => false

export function contextPolicy(text: string): { policy: ContextPolicy; problem?: string } {
  const { value, problem } = readPolicy(text)
  if (!value) return { policy: BLOCKED, problem: `${POLICY_FILE}: ${problem}; nothing is sent` }
  const { kind, exceptions } = value
  if (kind === 'allow') {
    const excluded = ignoreRules(exceptions)
    return { policy: (path) => excluded(path) !== 'ignored' }
  }
  // An exception to `block` lets files out: `*.md` is those of the folder, not all below it.
  const excepted = ignoreRules(exceptions.map((pattern) => `/${pattern.replace(/^\//, '')}`))
  return { policy: (path) => excepted(path) === 'ignored' }
}

interface PolicyFile {
  kind: 'allow' | 'block'
  /** Patterns as in .gitignore. */
  exceptions: readonly string[]
}

function readPolicy(text: string): { value?: PolicyFile; problem?: string } {
  try {
    return policyIn(parse(text) ?? {})
  } catch {
    // The parser's message quotes the file, which a log must not.
    return { problem: 'it is not YAML' }
  }
}

/** Checked by hand: for these two names each thread that walks a workspace would carry the library of schemas. */
function policyIn(file: unknown): { value?: PolicyFile; problem?: string } {
  if (!isObject(file)) return { problem: 'it is no list of names and values' }
  const { ai_context_policy: kind = 'allow', exclude: exceptions = [] } = file
  if (kind !== 'allow' && kind !== 'block') {
    return { problem: 'ai_context_policy is neither allow nor block' }
  }
  if (exceptions === null) return { value: { kind, exceptions: [] } }
  if (Array.isArray(exceptions) && exceptions.every((one) => typeof one === 'string')) {
    return { value: { kind, exceptions } }
  }
  return { problem: 'exclude is no list of patterns' }
}
