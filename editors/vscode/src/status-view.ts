// How a status looks. Free of the editor's API, so that it can be tested without one.
import type { Status } from './messages.ts'

export interface StatusView {
  /** With an icon as the editor writes it: `$(name)`. */
  text: string
  /** Markdown. */
  tooltip: string
  isWarning: boolean
}

/** What is shown until the server has said something. */
export const STARTING: StatusView = {
  text: '$(loading~spin) Midfill',
  tooltip: 'Midfill is starting.',
  isWarning: false,
}
export const STOPPED: StatusView = {
  text: '$(error) Midfill',
  tooltip: 'The language server does not run. Its log says why.',
  isWarning: true,
}
/** The server runs, and has said no more than that. */
export const RUNNING: StatusView = {
  text: '$(sparkle) Midfill',
  tooltip: 'Midfill is ready.',
  isWarning: false,
}

const ICONS: Record<Status['state'], string> = {
  ready: 'sparkle',
  thinking: 'loading~spin',
  offline: 'cloud-offline',
  off: 'circle-slash',
  snoozed: 'bell-slash',
}

/** Words for the states in which a suggestion's source says little. */
const LABELS: Partial<Record<Status['state'], string>> = {
  offline: 'offline',
  off: 'off here',
  snoozed: 'snoozed',
}

/** The longest model name that a status bar has room for. */
const LABEL_CHARS = 28

export function viewOf({ state, source, message, notes = [] }: Status): StatusView {
  const label = LABELS[state] ?? source
  return {
    text: `$(${ICONS[state]}) Midfill: ${shortened(label)}`,
    tooltip: [message, `Suggestions come from: ${source}`, ...notes].map(escaped).join('\n\n'),
    isWarning: state === 'offline',
  }
}

function shortened(label: string): string {
  return label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label
}

/** A model's name or a message is text, not Markdown. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!<>|~$]/g, '\\$&')
