// Reads files of cases: one JSON object a line, in any of three formats.
import { readFileSync } from 'node:fs'
import type { Case } from './case.ts'
import { fromGatewayFormat, type GatewayRow } from './gateway-format.ts'
import { fromOwnFormat, type OwnRow } from './own-format.ts'
import { fromRailsFormat, type RailsRow } from './rails-format.ts'

type Row = OwnRow | GatewayRow | RailsRow

export function readCases(file: string): Case[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [readCase(line, { file, line: index + 1 })],
    )
}

function readCase(text: string, { file, line }: { file: string; line: number }): Case {
  try {
    return { ...asCase(JSON.parse(text)), file }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${file}:${line}: ${message}`, { cause })
  }
}

function asCase(row: Row): Omit<Case, 'file'> {
  if ('setup' in row) return fromGatewayFormat(row)
  return 'kind' in row.expect ? fromRailsFormat(row as RailsRow) : fromOwnFormat(row as OwnRow)
}
