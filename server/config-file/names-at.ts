import { memberOf } from './member.ts'
import type { Path } from './parse.ts'
import { MidfillFile } from './schema.ts'

/** The members that the schema knows at a place of the file. */
export function namesAt(path: Path): string[] {
  let node: unknown = MidfillFile
  for (const step of path) {
    node =
      typeof step === 'number'
        ? memberOf(node, 'items')
        : memberOf(memberOf(node, 'properties'), step)
  }
  return Object.keys(memberOf(node, 'properties') ?? {})
}
