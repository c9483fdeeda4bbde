/** Numbers of `triggerKind`: Invoked, then Automatic. Types of LSP before 3.18 counted from 0, 3.18 counts from 1. */
const ONLY_OLD = 0
const ONLY_NEW = 2

/** A key was typed so lately that the request is its own. */
const OWN_REQUEST_MS = 300

/** What `triggerKind` means in one session: 1 is Automatic for old clients and Invoked for new ones. */
export class TriggerKinds {
  #isOld = false
  #isNew = false

  /** `quietMs`: since the last change of the document; without other evidence it tells a key from a command. */
  isInvoked(kind: unknown, quietMs: number): boolean {
    if (kind === ONLY_OLD) this.#isOld = true
    if (kind === ONLY_NEW) this.#isNew = true
    if (kind === ONLY_OLD) return true
    if (kind !== 1 || this.#isOld) return false
    return this.#isNew || quietMs > OWN_REQUEST_MS
  }
}
