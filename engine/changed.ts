import { Chains } from './chains.ts'
import { folderOf, type KeptFile } from './kept-file.ts'
import type { TokenList } from './token-list.ts'

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
    const file = { name, folder: folderOf(name), first, end, unit, isAlive: true }
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

  clear(): void {
    this.files = []
    this.chains.clear()
  }
}
