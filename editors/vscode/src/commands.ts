// What each command of the palette does. The names that people see are in package.json.
import { commands, type Disposable, type LogOutputChannel } from 'vscode'
import type { Generations } from './generation/generations.ts'
import type { LanguageServer } from './language-server.ts'
import { showMenu } from './menu.ts'
import type { Status } from './messages.ts'
import type { Secrets } from './secrets.ts'
import { setGatewayKey, signInToGitlab, signOutOfGitlab } from './sign-in.ts'
import { snooze, wake } from './snooze.ts'
import { toggleEverywhere, toggleLanguage } from './switches.ts'
import { tellWhy } from './why.ts'

export interface CommandParts {
  server: LanguageServer
  secrets: Secrets
  generations: Generations
  log: LogOutputChannel
  status(): Status | undefined
}

type Run = (argument: unknown) => unknown

const WALKTHROUGH = 'midfill.midfill#midfill.start'

export function registerCommands(parts: CommandParts): Disposable[] {
  return Object.entries(table(parts)).map(([name, run]) =>
    commands.registerCommand(`midfill.${name}`, run),
  )
}

function table({ server, secrets, generations, log, status }: CommandParts): Record<string, Run> {
  return {
    menu: () => showMenu(status()),
    why: () => tellWhy(server),
    snoozeFor: (minutes) => snooze(server, minutes),
    wake: () => wake(server),
    toggle: () => toggleEverywhere(),
    toggleLanguage: () => toggleLanguage(status()),
    setGatewayKey: () => setGatewayKey(secrets),
    signInToGitlab: () => signInToGitlab(secrets),
    signOutOfGitlab: () => signOutOfGitlab(secrets),
    generate: () => generations.start(),
    'generation.stop': () => generations.stop(),
    'generation.keep': () => generations.keep(),
    'generation.undo': () => generations.undo(),
    showLog: () => log.show(),
    openSettings: () =>
      commands.executeCommand('workbench.action.openSettings', '@ext:midfill.midfill'),
    openWalkthrough: () =>
      commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    restart: () => server.restart(),
  }
}
