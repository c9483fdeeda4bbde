// Asks for addresses and secrets. An address is a setting; a secret never is.
import { ConfigurationTarget, window, workspace } from 'vscode'
import type { SecretKind, Secrets } from './secrets.ts'
import { gatewayUrl, gitlabUrl, SECTION } from './settings.ts'

interface Place {
  kind: SecretKind
  setting: string
  address(): string
  addressPrompt: string
  addressExample: string
  secretPrompt(address: string): string
}

const GATEWAY: Place = {
  kind: 'gateway-key',
  setting: 'gateway.url',
  address: gatewayUrl,
  addressPrompt: 'Address of your team’s gateway',
  addressExample: 'https://midfill.example.com',
  secretPrompt: (address) => `Key for ${address} (empty: forget it)`,
}

const GITLAB: Place = {
  kind: 'gitlab-token',
  setting: 'gitlab.baseUrl',
  address: gitlabUrl,
  addressPrompt: 'Address of your GitLab instance',
  addressExample: 'https://gitlab.com',
  secretPrompt: (address) => `Access token of ${address}, with the scope api`,
}

export const setGatewayKey = (secrets: Secrets): Promise<void> => ask(secrets, GATEWAY)
export const signInToGitlab = (secrets: Secrets): Promise<void> => ask(secrets, GITLAB)

export async function signOutOfGitlab(secrets: Secrets): Promise<void> {
  await secrets.set(GITLAB.kind, gitlabUrl(), '')
  await window.showInformationMessage('Midfill has forgotten the token for GitLab.')
}

async function ask(secrets: Secrets, place: Place): Promise<void> {
  const address = await askAddress(place)
  if (!address) return
  const secret = await window.showInputBox({
    title: 'Midfill',
    prompt: place.secretPrompt(address),
    password: true,
    ignoreFocusOut: true,
  })
  if (secret === undefined) return
  await secrets.set(place.kind, address, secret.trim())
  if (address !== place.address()) await writeAddress(place, address)
}

function askAddress(place: Place): Thenable<string | undefined> {
  return window.showInputBox({
    title: 'Midfill',
    prompt: place.addressPrompt,
    value: place.address(),
    placeHolder: place.addressExample,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/[^\s/]+/.test(text.trim()) ? undefined : 'It begins with http:// or https://',
  })
}

const writeAddress = ({ setting }: Place, address: string): Thenable<void> =>
  workspace.getConfiguration(SECTION).update(setting, address.trim(), ConfigurationTarget.Global)
