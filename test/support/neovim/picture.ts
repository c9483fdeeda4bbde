// Frames of a screen as one SVG: a picture, or a film that repeats itself. Text stays text, so it is small and sharp.
import type { Frame, Highlight, Screen } from './screen.ts'

const CELL = { width: 8.4, height: 19 }
const MARGIN = 12
/** The last frame stays so long before the film begins again. */
const REST_MS = 2_500

/** One row's drawing, and from when it is to be seen; times in milliseconds from the film's start. */
interface Stretch {
  fromMs: number
  drawn: string
}

/** A film of several frames, a picture of one. */
export function svgOf(screen: Screen, frames: readonly Frame[], title: string): string {
  const [first] = frames
  const last = frames.at(-1)
  if (!first || !last) throw new Error('no frames to draw')
  const lengthMs = last.atMs - first.atMs + REST_MS
  const stretches = first.rows.map((_, row) =>
    stretchesOf(frames, (frame) => drawRow(screen, frame, row)),
  )
  const cursor = stretchesOf(frames, (frame) => drawCursor(frame))
  const columns = first.rows[0]?.length ?? 0
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = Math.ceil(first.rows.length * CELL.height + 2 * MARGIN)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${hex(screen.colours.background)}"/>`,
    ...[...stretches, cursor].flatMap((row) => filmed(row, lengthMs)),
    '</svg>\n',
  ].join('\n')
}

function stretchesOf(frames: readonly Frame[], draw: (frame: Frame) => string): Stretch[] {
  const stretches: Stretch[] = []
  const start = frames[0]?.atMs ?? 0
  for (const frame of frames) {
    const drawn = draw(frame)
    if (stretches.at(-1)?.drawn !== drawn) stretches.push({ fromMs: frame.atMs - start, drawn })
  }
  return stretches
}

/** What never changes is simply there; what changes is shown from its time to the next one's. */
function filmed(stretches: Stretch[], lengthMs: number): string[] {
  const [only] = stretches
  if (only && stretches.length === 1) return only.drawn === '' ? [] : [only.drawn]
  return stretches.flatMap(({ fromMs, drawn }, i) => {
    if (drawn === '') return []
    const from = fromMs / lengthMs
    const to = (stretches[i + 1]?.fromMs ?? lengthMs) / lengthMs
    const [times, values] = timesOf(from, to)
    const film = `<animate attributeName="display" calcMode="discrete" dur="${seconds(lengthMs)}" repeatCount="indefinite" keyTimes="${times}" values="${values}"/>`
    return [`<g display="none">${film}${drawn}</g>`]
  })
}

function timesOf(from: number, to: number): [string, string] {
  const steps: [number, string][] = [[0, from === 0 ? 'inline' : 'none']]
  if (from > 0) steps.push([from, 'inline'])
  if (to < 1) steps.push([to, 'none'])
  const times = steps.map(([time]) => Number(time.toFixed(5))).join(';')
  return [times, steps.map(([, value]) => value).join(';')]
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)}s`

function drawRow(screen: Screen, { rows }: Frame, row: number): string {
  const cells = rows[row] ?? []
  const y = MARGIN + row * CELL.height
  const runs: string[] = []
  for (let from = 0; from < cells.length; ) {
    const highlight = cells[from]?.highlight
    let to = from + 1
    while (to < cells.length && cells[to]?.highlight === highlight) to += 1
    const text = cells
      .slice(from, to)
      .map((cell) => cell.text)
      .join('')
    runs.push(drawRun(screen, { text, from, columns: to - from, y, highlight: highlight ?? 0 }))
    from = to
  }
  return runs.join('')
}

interface Run {
  text: string
  from: number
  columns: number
  y: number
  highlight: number
}

function drawRun(screen: Screen, { text, from, columns, y, highlight }: Run): string {
  const style: Highlight = screen.highlights.get(highlight) ?? {}
  const plain = [style.foreground ?? screen.colours.foreground, style.background] as const
  const [foreground, background] = style.reverse
    ? [screen.colours.background, style.foreground ?? screen.colours.foreground]
    : plain
  const x = MARGIN + from * CELL.width
  const box =
    background === undefined
      ? ''
      : `<rect x="${round(x)}" y="${y}" width="${round(columns * CELL.width)}" height="${CELL.height}" fill="${hex(background)}"/>`
  if (text.trim() === '') return box
  const trimmed = text.trimStart()
  const inset = text.length - trimmed.length
  const shown = trimmed.trimEnd()
  const weight = style.bold ? ' font-weight="bold"' : ''
  const at = `x="${round(x + inset * CELL.width)}" y="${y + 14}" textLength="${round(shown.length * CELL.width)}"`
  return `${box}<text xml:space="preserve" ${at} fill="${hex(foreground)}"${weight}>${escaped(shown)}</text>`
}

function drawCursor({ cursor }: Frame): string {
  const x = round(MARGIN + cursor.column * CELL.width)
  const y = MARGIN + cursor.row * CELL.height
  return `<rect x="${x}" y="${y + 1}" width="2" height="${CELL.height - 2}" fill="#e0e2ea"/>`
}

const round = (value: number): number => Number(value.toFixed(1))
const hex = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
