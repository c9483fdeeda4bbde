import { getSystemErrorMap } from 'node:util'

/** Why a file or socket failed, as `ENOENT: no such file or directory`; names no path. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return 'unknown error'
  const code = String(error.code)
  const words = 'errno' in error ? getSystemErrorMap().get(Number(error.errno))?.[1] : undefined
  return words ? `${code}: ${words}` : code
}
