import { window } from 'vscode'
import type { LanguageServer } from './language-server.ts'

const COMMAND = 'midfill.snooze'
const CHOICES = [5, 15, 30, 60, 240].map((minutes) => ({
  label: minutes < 60 ? `${minutes} minutes` : hours(minutes / 60),
  minutes,
}))

function hours(count: number): string {
  return count === 1 ? '1 hour' : `${count} hours`
}

/** `minutes` comes from a keybinding that names it. */
export async function snooze(server: LanguageServer, minutes: unknown): Promise<void> {
  if (typeof minutes === 'number') return server.execute(COMMAND, [minutes])
  const placeHolder = 'No suggestions for …'
  const choice = await window.showQuickPick(CHOICES, { placeHolder })
  if (choice) await server.execute(COMMAND, [choice.minutes])
}

export const wake = (server: LanguageServer): Promise<void> => server.execute(COMMAND, [0])
