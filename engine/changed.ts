import { Chains } from './chains.ts'
import { type KeptFile, keptFile, type Store } from './kept-file.ts'
import { TokenList } from './token-list.ts'

/** Files that changed since the last `settle`. */
export class Changed {
  readonly chains = new Chains()
  files: KeptFile[] = []

  get bytes(): number {
    return this.chains.bytes
  }

  take(name: string, list: TokenList, unit: number): KeptFile {
    const first = this.chains.add(list, 'last')
    const end = first + list.count
    const file = keptFile(name, { first, end, unit })
    this.files.push(file)
    return file
  }

  fileAt(place: number): KeptFile | undefined {
    let low = 0
    let high = this.files.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.files[middle]?.first ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return this.files[low]
  }

  get store(): Store {
    return { files: this.files, tokens: this.chains.tokens }
  }

  /** Forgets everything but these files, which may be its own; their ranges move. */
  keepOnly(stores: readonly Store[]): void {
    const kept = stores.flatMap(({ files, tokens }) =>
      files.map((file) => {
        const list = new TokenList(file.end - file.first)
        list.append(tokens, file.first, file.end)
        return { file, list }
      }),
    )
    this.chains.clear()
    this.files = kept.map(({ file, list }) => {
      file.first = this.chains.add(list, 'last')
      file.end = file.first + list.count
      return file
    })
  }
}
