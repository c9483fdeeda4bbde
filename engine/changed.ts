import { Chains } from './chains.ts'
import { type KeptFile, keptFile, type Store } from './kept-file.ts'
import { Relations } from './relations.ts'
import { TokenList } from './token-list.ts'

/** Below this nobody looks for tokens of files that were taken in again since. */
const FEW_TOKENS = 100_000

/** Files that changed since the last `settle`. */
export class Changed {
  chains = new Chains()
  files: KeptFile[] = []
  readonly relations = new Relations()
  /** Tokens from which on it is worth looking for those that nobody finds any more. */
  #crowdedAt = FEW_TOKENS

  get bytes(): number {
    return this.chains.bytes
  }

  take(name: string, list: TokenList, unit: number): KeptFile {
    if (this.chains.tokens.count > this.#crowdedAt) this.#forgetDead()
    const first = this.chains.add(list)
    const end = first + list.count
    const file = keptFile(name, { first, end, unit })
    this.files.push(file)
    return file
  }

  fileAt(place: number): KeptFile | undefined {
    return this.files[this.fileNumberAt(place)]
  }

  /** Where it stands in `files`. */
  fileNumberAt(place: number): number {
    let low = 0
    let high = this.files.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.files[middle]?.first ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  get store(): Store {
    return { files: this.files, tokens: this.chains.tokens }
  }

  /** Forgets everything but these files, which may be its own; their ranges move. It has room for `places` tokens. */
  keepOnly(stores: readonly Store[], places?: number): void {
    const kept = stores.flatMap(({ files, tokens }) =>
      files.map((file) => {
        const list = new TokenList(file.end - file.first)
        list.append(tokens, file.first, file.end)
        return { file, list }
      }),
    )
    // Larger ones would stay as large as they once had to be.
    this.chains = new Chains(places)
    this.files = kept.map(({ file, list }) => {
      file.first = this.chains.add(list)
      file.end = file.first + list.count
      return file
    })
  }

  /** A file that is taken in with every edit leaves as many texts behind: most of all is alive, always. */
  #forgetDead(): void {
    const alive = this.files.filter(({ isAlive }) => isAlive)
    const tokens = alive.reduce((sum, { first, end }) => sum + end - first, 0)
    const { tokens: all } = this.chains
    const isMostDead = tokens * 2 < all.count
    this.#crowdedAt = Math.max(FEW_TOKENS, (isMostDead ? tokens : all.count) * 2)
    // There will be as many again: to grow step by step, and be linked anew each time, takes long.
    if (isMostDead) this.keepOnly([{ files: alive, tokens: all }], this.#crowdedAt)
  }
}
