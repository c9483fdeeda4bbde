// Every reason for silence: its code for programs and its sentence for people.
import type { Refusal } from '../context/policy/permission.ts'
import type { Fault } from '../health/fault.ts'
import type { Silence } from '../suggestions/when.ts'

export interface Reason {
  code: string
  message: string
  /** What to do about it. */
  action?: string
}

export const SNOOZED: Reason = {
  code: 'snoozed',
  message: 'Suggestions are snoozed.',
  action: 'Run midfill.snooze with 0 to wake them.',
}
export const UNKNOWN_DOCUMENT: Reason = {
  code: 'unknown_document',
  message: 'The editor has not opened this document with the language server.',
}
export const NO_SOURCE: Reason = {
  code: 'no_source',
  message: 'There is no model, and the embedded engine is switched off.',
  action: 'Set gateway.url, or engine.enabled to true.',
}
export const MID_LINE: Reason = {
  code: 'mid_line',
  message: 'Suggestions come where the rest of the line is empty or closes brackets.',
}

export const REFUSED: Record<Refusal, Reason> = {
  off: {
    code: 'disabled',
    message: 'Suggestions are switched off.',
    action: 'Set codeCompletion.enabled to true.',
  },
  language: {
    code: 'disabled_language',
    message: 'Suggestions are off for this language.',
    action: 'See codeCompletion.disabledSupportedLanguages and codeCompletion.additionalLanguages.',
  },
  project: {
    code: 'disabled_project',
    message: 'The project has GitLab Duo switched off.',
    action: 'A maintainer can switch it on in the settings of the project in GitLab.',
  },
  secret_file: {
    code: 'secret_file',
    message: 'Files for keys and passwords are never read.',
  },
  disabled_path: {
    code: 'disabled_path',
    message: 'The settings keep this file here.',
    action: 'See codeCompletion.disabledPaths.',
  },
  ignored: {
    code: 'ignored_file',
    message: 'The file is ignored by .gitignore or .midfillignore.',
  },
  policy: { code: 'policy', message: 'The file is kept here by .ai-context-policy.yml.' },
}

const FAULTY: Record<Fault['kind'], Reason> = {
  silent: {
    code: 'offline',
    message: 'The model cannot be reached or does not answer.',
    action: 'The log of the language server says more.',
  },
  key: {
    code: 'unauthorized',
    message: 'The gateway does not accept the key.',
    action: 'Check gateway.apiKey.',
  },
  elsewhere: {
    code: 'wrong_address',
    message: 'What answers at the address knows no code suggestions.',
    action: 'Check gateway.url.',
  },
  busy: { code: 'busy', message: 'The model has more requests than it takes.' },
  failing: {
    code: 'failing',
    message: 'The model fails.',
    action: 'The log of the language server says more.',
  },
}

/** What is otherwise where a GitLab instance is asked in place of a gateway. */
const FAULTY_GITLAB: Partial<Record<Fault['kind'], Reason>> = {
  key: {
    code: 'gitlab_refuses',
    message: 'GitLab does not accept the token, or gives it no code suggestions.',
    action: 'Check gitlab.token, or ask an administrator for a seat.',
  },
  elsewhere: {
    code: 'wrong_address',
    message: 'What answers at the address knows no code suggestions.',
    action: 'Check gitlab.baseUrl and gitlab.projectPath.',
  },
}

export const faultReason = (kind: Fault['kind'], isGitlab: boolean): Reason =>
  (isGitlab ? FAULTY_GITLAB[kind] : undefined) ?? FAULTY[kind]

/** `replaced` is never the last word. */
export const SILENCES: Record<Exclude<Silence, 'replaced'>, Reason> = {
  deleted: { code: 'deleted', message: 'Nothing is suggested right after text was taken away.' },
  inside_word: { code: 'inside_word', message: 'The cursor stands inside a word.' },
  nothing_to_say: { code: 'nothing_to_say', message: 'Nothing fits here that is sure enough.' },
  failed: { code: 'failed', message: 'The model gave no answer, and the engine is not sure.' },
  no_model: {
    code: 'no_model',
    message: 'The gateway has no model, and the engine is not sure.',
    action: 'Configure a model for the gateway.',
  },
  allowance: {
    code: 'allowance',
    message: 'The model is asked less often than keys are typed; the engine is not sure.',
    action: 'Ask on command.',
  },
}
