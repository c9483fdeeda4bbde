// A generated signing key that outlives the process. Processes that start together end with the same one.
import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto'
import { constants, copyFile, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { privateKeyIn } from './pem.ts'

/** A file system without hard links may show another process's half-written copy for a moment. */
const READ_ATTEMPTS = 5
const READ_AGAIN_AFTER_MS = 20
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/**
 * EC and not RSA: it is made in less than 1 ms instead of 130, signs ten times faster (Node 20), and tokens are shorter.
 * Nobody but gateways verifies them.
 */
export async function generateSigningKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  return privateKey
}

/** The key in the file; makes both when there is none. Rejects when that is impossible. */
export async function keptSigningKey(file: string): Promise<KeyObject> {
  const known = await readKey(file)
  if (known) return known
  await makeFolder(dirname(file))
  await keep(file, await generateSigningKey())
  // Another process may have been first: what the file holds counts, not what was made here.
  const kept = await readKey(file)
  if (!kept) throw new Error('the file vanished')
  return kept
}

async function readKey(file: string): Promise<KeyObject | undefined> {
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
    const text = await readFile(file, 'utf8').catch(unless('ENOENT'))
    if (text === undefined) return undefined
    const key = privateKeyIn(text)
    if (key) return key
    await pause(READ_AGAIN_AFTER_MS)
  }
  throw new Error('the file holds no private key that can be used; remove or replace it')
}

/** Not with `recursive`: on Node 20 that never ends in places such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, FOLDER_MODE)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT') throw error
    await makeFolder(dirname(folder))
    await mkdir(folder, FOLDER_MODE).catch(unless('EEXIST'))
  }
}

/** Writes the whole key beside the file, then gives it the name unless the name is taken. */
async function keep(file: string, key: KeyObject): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  try {
    await writeDurably(draft, key.export({ type: 'pkcs8', format: 'pem' }))
    await link(draft, file).catch((error) => takeNameByCopy(error, draft, file))
  } finally {
    await rm(draft, { force: true })
  }
}

async function takeNameByCopy(error: unknown, draft: string, file: string): Promise<void> {
  if (codeOf(error) === 'EEXIST') return
  // No hard links here (SMB shares, FAT).
  await copyFile(draft, file, constants.COPYFILE_EXCL).catch(unless('EEXIST'))
}

async function writeDurably(file: string, content: string | Buffer): Promise<void> {
  const handle = await open(file, 'wx', FILE_MODE)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const unless =
  (code: string) =>
  (error: unknown): undefined => {
    if (codeOf(error) !== code) throw error
  }

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
