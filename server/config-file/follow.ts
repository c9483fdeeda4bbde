// Follows midfill.yaml and its secrets while the gateway runs.
import type { ConfigFile } from '../config.ts'
import type { Counters } from '../counters.ts'
import { fingerprint, fingerprintNow } from './contents.ts'
import type { FilePlan } from './plan.ts'
import { type FileReading, readConfigFile } from './read.ts'

/**
 * Contents are looked at, not times: Kubernetes swaps mounted files by links, which watchers miss.
 * A change counts when the next look finds it unchanged: an editor may be half way through writing.
 */
const LOOK_EVERY_MS = 1_000

export interface FollowerParts {
  /** Puts a sound file in force. */
  take(plan: FilePlan): void
  readonly counters: Counters
  readonly log: { info(message: string): void; error(about: object, message: string): void }
}

export interface ReloadStatus {
  readonly path: string
  /** When the configuration in force was loaded; ISO 8601. */
  readonly loadedAt: string
  /** What is wrong with the file as it is now; empty: it is in force. */
  readonly problems: readonly string[]
}

export class ConfigFollower {
  readonly #file: ConfigFile
  readonly #parts: FollowerParts
  #reading: FileReading
  #taken: string
  #changing: string | undefined
  #loadedAt = new Date()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(file: ConfigFile, parts: FollowerParts) {
    this.#file = file
    this.#parts = parts
    this.#reading = file.reading
    this.#taken = fingerprint(file.reading.contents)
    this.#wait()
  }

  get status(): ReloadStatus {
    const { path } = this.#file.source
    const { problems } = this.#reading
    return { path, loadedAt: this.#loadedAt.toISOString(), problems }
  }

  /** Reads the file now, changed or not. One with mistakes leaves the configuration before in force. */
  reload(): void {
    const { counters, log, take } = this.#parts
    const { source } = this.#file
    const reading = readConfigFile(source)
    this.#reading = reading
    this.#taken = fingerprint(reading.contents)
    this.#changing = undefined
    if (!reading.plan) {
      counters.configReloadFailures += 1
      const { problems } = reading
      log.error(
        { problems },
        `${source.path} has mistakes; the configuration before stays in force`,
      )
      return
    }
    take(reading.plan)
    counters.configReloads += 1
    this.#loadedAt = new Date()
    log.info(`${source.path} was loaded again`)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  /** One look at a time: a file system may hang. */
  #wait(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.#look().finally(() => this.#wait()), LOOK_EVERY_MS).unref()
  }

  async #look(): Promise<void> {
    const found = await fingerprintNow([...this.#reading.contents.keys()])
    if (this.#isClosed) return
    if (found === this.#taken) this.#changing = undefined
    else if (found !== this.#changing) this.#changing = found
    else this.reload()
  }
}
