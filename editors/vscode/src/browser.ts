// In an editor that has no Node beside it (vscode.dev), nothing can run the language server: say so, and how to go on.
import { commands, type ExtensionContext, StatusBarAlignment, window } from 'vscode'

const MESSAGE =
  'Midfill needs an editor with Node beside it: VS Code on a computer, a remote machine, a container or code-server. Here, in the browser alone, it makes no suggestions.'

export function activate(context: ExtensionContext): void {
  const tell = () => window.showInformationMessage(MESSAGE)
  for (const { command } of commandsOf(context.extension.packageJSON)) {
    context.subscriptions.push(commands.registerCommand(command, tell))
  }
  const item = window.createStatusBarItem('midfill.status', StatusBarAlignment.Right)
  item.name = 'Midfill'
  item.text = '$(circle-slash) Midfill: not here'
  item.tooltip = MESSAGE
  item.command = 'midfill.menu'
  item.show()
  context.subscriptions.push(item)
}

interface Manifest {
  contributes: { commands: { command: string }[] }
}

const commandsOf = ({ contributes }: Manifest) => contributes.commands
