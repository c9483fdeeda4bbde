// Tells why nothing is shown, in one sentence, with a button where something can be done about it.
import { commands, window } from 'vscode'
import type { LanguageServer } from './language-server.ts'
import { checked, Why } from './messages.ts'

/** What can be done about a reason. Others have no button. */
const REMEDIES: Record<string, { label: string; command: string }> = {
  disabled: { label: 'Turn On', command: 'midfill.toggle' },
  disabled_language: { label: 'Turn On for This Language', command: 'midfill.toggleLanguage' },
  snoozed: { label: 'Wake', command: 'midfill.wake' },
  untrusted: { label: 'Manage Trust', command: 'workbench.trust.manage' },
  offline: { label: 'Show Log', command: 'midfill.showLog' },
  gitlab_refuses: { label: 'Sign in to GitLab', command: 'midfill.signInToGitlab' },
  unauthorized: { label: 'Set Gateway Key', command: 'midfill.setGatewayKey' },
}

export async function tellWhy(server: LanguageServer): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor) {
    await window.showInformationMessage('Midfill: no document is open.')
    return
  }
  const why = checked(Why, await server.askAt(editor, 'midfill/why'))
  if (!why) return
  const remedy = REMEDIES[why.reason ?? '']
  const labels = remedy ? [remedy.label] : []
  // A button does what the words would ask for.
  const action = why.action && !remedy ? [why.action] : []
  const words = [why.message, ...action, ...(why.notes ?? [])].join(' ')
  const chosen = await window.showInformationMessage(`Midfill: ${words}`, ...labels)
  if (remedy && chosen) await commands.executeCommand(remedy.command)
}
