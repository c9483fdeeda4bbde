// What a Neovim draws, frame by frame: its `redraw` events laid onto a grid of cells, kept at each `flush`.

/** One cell: its text ('' behind a wide one) and the number of its highlight. */
interface Cell {
  text: string
  highlight: number
}

export interface Highlight {
  foreground?: number
  background?: number
  italic?: boolean
  bold?: boolean
  reverse?: boolean
}

/** The screen at one `flush`: a person sees nothing between two of them. */
export interface Frame {
  atMs: number
  rows: Cell[][]
  cursor: { row: number; column: number }
}

type Events = Record<string, (...args: unknown[]) => void>

export class Screen {
  readonly frames: Frame[] = []
  readonly highlights = new Map<number, Highlight>()
  /** Foreground and background of the default highlight, as 24 bits. */
  colours = { foreground: 0xffffff, background: 0 }
  #rows: Cell[][] = []
  #cursor = { row: 0, column: 0 }
  readonly #watchers = new Set<(frame: Frame) => void>()

  /** The newest frame, also when the frames were taken away. */
  latest: Frame | undefined

  /** Calls at each frame until the returned function is called. */
  onFlush(watch: (frame: Frame) => void): () => void {
    this.#watchers.add(watch)
    return () => this.#watchers.delete(watch)
  }

  /** The parameters of a `redraw`: batches of `[name, args, args, …]`. */
  take(batches: unknown[]): void {
    for (const batch of batches) {
      if (!Array.isArray(batch)) continue
      const [name, ...calls] = batch
      const event = this.#events[String(name)]
      for (const args of calls) event?.(...(Array.isArray(args) ? args : []))
    }
  }

  readonly #events: Events = {
    grid_resize: (_grid, width, height) => {
      this.#rows = Array.from({ length: Number(height) }, () => blanks(Number(width)))
    },
    grid_clear: () => {
      this.#rows = this.#rows.map((row) => blanks(row.length))
    },
    grid_line: (_grid, row, column, cells) => this.#line(Number(row), Number(column), cells),
    grid_scroll: (_grid, ...numbers) => this.#scroll(numbers as number[]),
    grid_cursor_goto: (_grid, row, column) => {
      this.#cursor = { row: Number(row), column: Number(column) }
    },
    hl_attr_define: (id, rgb) => this.highlights.set(Number(id), rgb as Highlight),
    default_colors_set: (foreground, background) => {
      this.colours = { foreground: Number(foreground), background: Number(background) }
    },
    flush: () => this.#flush(),
  }

  #line(row: number, from: number, cells: unknown): void {
    let column = from
    let highlight = 0
    for (const [text, id, repeat] of cells as [string, number?, number?][]) {
      highlight = id ?? highlight
      for (let i = 0; i < (repeat ?? 1); i += 1) {
        const cell = this.#rows[row]?.[column]
        if (cell) Object.assign(cell, { text, highlight })
        column += 1
      }
    }
  }

  #scroll([top = 0, bottom = 0, left = 0, right = 0, rows = 0]: number[]): void {
    const before = this.#rows.map((row) => row.map((cell) => ({ ...cell })))
    for (let row = top; row < bottom; row += 1) {
      const from = before[row + rows]
      if (row + rows < top || row + rows >= bottom || !from) continue
      for (let column = left; column < right; column += 1) {
        const cell = from[column]
        const here = this.#rows[row]
        if (cell && here) here[column] = { ...cell }
      }
    }
  }

  #flush(): void {
    const rows = this.#rows.map((row) => row.map((cell) => ({ ...cell })))
    const frame = { atMs: performance.now(), rows, cursor: { ...this.#cursor } }
    this.frames.push(frame)
    this.latest = frame
    for (const watch of [...this.#watchers]) watch(frame)
  }
}

const blanks = (width: number): Cell[] =>
  Array.from({ length: width }, () => ({ text: ' ', highlight: 0 }))

/** The lines of a frame as a person reads them. */
export const linesOf = ({ rows }: Frame): string[] =>
  rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  )

/** The text in one highlight, a line each; blanks between its words count as its own. */
export const textIn = ({ rows }: Frame, isIt: (highlight: number) => boolean): string =>
  rows
    .map((row) => row.map(({ text, highlight }) => (isIt(highlight) ? text : '')).join(''))
    .filter((line) => line !== '')
    .join('\n')
