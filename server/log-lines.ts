/**
 * Takes the log's lines, and hands on those of one turn of the event loop together: a write costs more than making
 * the line. What is left when the process ends is written then.
 */
export function linesByTurn(write: (lines: string) => void): { write(line: string): void } {
  let lines = ''
  const flush = (): void => {
    if (lines === '') return
    const ready = lines
    lines = ''
    write(ready)
  }
  process.once('exit', flush)
  return {
    write(line) {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }
}

/** Writes at once: a thread for it, which pino would take, costs more than all the rest of a line. */
export function toStdout(): (lines: string) => void {
  // Whoever read it has gone; that is no reason to stop serving.
  process.stdout.on('error', () => {})
  return (lines) => {
    process.stdout.write(lines)
  }
}
