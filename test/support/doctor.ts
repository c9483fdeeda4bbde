// `midfill doctor`, run as people run it, and models and servers for it to look at.
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { TestContext } from 'node:test'
import { type AnsweredPath, dialectServer } from './dialect-server.ts'
import { listen, stop } from './fake-upstream.ts'
import { CLI } from './gateway.ts'

export interface Finding {
  check: string
  subject: string
  verdict: string
  message: string
  advice?: string
}

export function doctor(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ status: number; findings: Finding[]; text: string }> {
  const options = { env: { PATH: process.env.PATH, ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, 'doctor', '--json', ...args], options, (error, stdout) => {
      const status = typeof error?.code === 'number' ? error.code : 0
      resolve({ status, text: stdout, findings: JSON.parse(stdout || '{}').findings })
    })
  })
}

export const isWrong = ({ verdict }: Finding): boolean =>
  verdict === 'failed' || verdict === 'warning'

/** Everything that is wrong, in one text for matching. */
export const wrong = (findings: Finding[]): string =>
  findings
    .filter(isWrong)
    .map(({ check, subject, message, advice }) => `${check} | ${subject} | ${message} | ${advice}`)
    .join('\n')

export const LIST: AnsweredPath = { json: { object: 'list', data: [{ id: 'codestral' }] } }
export const CHAT: AnsweredPath = { json: { choices: [{ message: { content: 'Hello' } }] } }
export const CHOICES = { choices: [{ index: 0, text: 'second', finish_reason: 'stop' }] }
export const GAP: AnsweredPath = {
  json: CHOICES,
  pieces: [`data: ${JSON.stringify(CHOICES)}\n\n`, 'data: [DONE]\n\n'],
}
export const GOOD = { '/v1/models': LIST, '/v1/chat/completions': CHAT, '/v1/completions': GAP }

export async function model(t: TestContext, paths: Record<string, AnsweredPath> = GOOD) {
  const { url } = await dialectServer(t, paths)
  return { MIDFILL_MODEL_URL: `${url}/v1`, MIDFILL_MODEL_NAME: 'codestral' }
}

export async function server(
  t: TestContext,
  answer: Parameters<typeof createServer>[1],
): Promise<number> {
  const made: Server = createServer(answer)
  t.after(() => stop(made))
  return listen(made)
}
