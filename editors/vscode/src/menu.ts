// What a click on the status bar offers.
import { commands, QuickPickItemKind, window } from 'vscode'
import type { Status } from './messages.ts'
import { isEnabled } from './switches.ts'

interface Entry {
  label: string
  description?: string
  command?: string
  kind?: QuickPickItemKind
}

export async function showMenu(status: Status | undefined): Promise<void> {
  const chosen = await window.showQuickPick(entries(status), {
    placeHolder: status?.message ?? 'Midfill',
  })
  if (chosen?.command) await commands.executeCommand(chosen.command)
}

function entries(status: Status | undefined): Entry[] {
  const language = window.activeTextEditor?.document.languageId
  const snooze = { label: '$(bell-slash) Snooze…', command: 'midfill.snoozeFor' }
  const wake = { label: '$(bell) Wake', command: 'midfill.wake' }
  return [
    { label: '$(question) Why is nothing shown here?', command: 'midfill.why' },
    { label: '$(wand) Generate', command: 'midfill.generate' },
    { label: 'Turn off', kind: QuickPickItemKind.Separator },
    status?.state === 'snoozed' ? wake : snooze,
    ...(language ? [languageEntry(language, status)] : []),
    {
      label: isEnabled() ? '$(circle-slash) Turn off everywhere' : '$(check) Turn on',
      command: 'midfill.toggle',
    },
    { label: 'Connect', kind: QuickPickItemKind.Separator },
    { label: '$(key) Set gateway key', command: 'midfill.setGatewayKey' },
    { label: '$(sign-in) Sign in to GitLab', command: 'midfill.signInToGitlab' },
    { label: 'More', kind: QuickPickItemKind.Separator },
    { label: '$(gear) Settings', command: 'midfill.openSettings' },
    { label: '$(output) Log', command: 'midfill.showLog' },
    { label: '$(debug-restart) Restart', command: 'midfill.restart' },
  ]
}

function languageEntry(language: string, status: Status | undefined): Entry {
  const verb = status?.state === 'off' ? 'Turn on' : 'Turn off'
  return { label: `$(symbol-file) ${verb} for ${language}`, command: 'midfill.toggleLanguage' }
}
