// Text without secrets: what npm installed here, its lockfile, and what looks most like a secret and is none.
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const MAX_FILE_BYTES = 1_000_000
const KINDS = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|map)$/

export interface Harmless {
  name: string
  text: string
}

/** Sources of the packages, by package: each a sample of the same kinds of files. */
export function packages(folder: string, maxBytes: number): Harmless[] {
  let bytes = 0
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => KINDS.test(name))
    .sort((a, b) => a.length - b.length || a.localeCompare(b))
  return files.flatMap((name) => {
    const path = join(folder, name)
    const { size } = statSync(path)
    const isFile = statSync(path).isFile()
    if (!isFile || size > MAX_FILE_BYTES || bytes > maxBytes) return []
    bytes += size
    return [{ name, text: readFileSync(path, 'utf8') }]
  })
}

export const lookalikes = (random: () => number): Harmless[] => [
  { name: 'package-lock.json', text: readFileSync('package-lock.json', 'utf8') },
  { name: 'UUIDs', text: lines(() => `  id: '${randomUUID()}',`) },
  { name: 'commits', text: lines(() => `  revision: "${bytes(random, 20).toString('hex')}"`) },
  { name: 'checksums', text: lines(() => `${bytes(random, 32).toString('hex')}  dist/file.js`) },
  {
    name: 'images',
    text: lines(() => `url(data:image/png;base64,${bytes(random, 300).toString('base64')})`),
  },
  { name: 'wrapped base64', text: lines(() => bytes(random, 48).toString('base64')) },
]

const lines = (make: () => string): string => Array.from({ length: 400 }, make).join('\n')

const bytes = (random: () => number, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)))
