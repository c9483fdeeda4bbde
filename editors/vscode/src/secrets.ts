// Keys and tokens: in the editor's SecretStorage, and each under the address that it is for.
import type { Event, SecretStorage, SecretStorageChangeEvent } from 'vscode'

export type SecretKind = 'gateway-key' | 'gitlab-token'

/**
 * A secret is found again only under the address that it was given for: a workspace that names
 * another address does not get it.
 */
export class Secrets {
  readonly #storage: SecretStorage

  constructor(storage: SecretStorage) {
    this.#storage = storage
  }

  get onDidChange(): Event<SecretStorageChangeEvent> {
    return this.#storage.onDidChange
  }

  /** Empty when there is none. */
  async get(kind: SecretKind, address: string): Promise<string> {
    return address ? ((await this.#storage.get(nameOf(kind, address))) ?? '') : ''
  }

  /** An empty secret forgets the one that was there. */
  async set(kind: SecretKind, address: string, secret: string): Promise<void> {
    const name = nameOf(kind, address)
    if (secret) await this.#storage.store(name, secret)
    else await this.#storage.delete(name)
  }
}

const nameOf = (kind: SecretKind, address: string): string =>
  `${kind} ${address.trim().replace(/\/+$/, '')}`
