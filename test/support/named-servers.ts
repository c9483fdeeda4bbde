// Requests that name a model server of their own, to a gateway that asks nobody who they are.
import { completionBody, type ErrorAnswer, jsonOf, post } from './bodies.ts'
import type { RunningGateway } from './gateway.ts'
import { flatModelAt } from './hand-model.ts'

/** The key of the named server: it must be seen nowhere else. */
export const MODEL_KEY = 'KEY-MARKER-1f3a'
export const OPEN = { AIGW_AUTH__BYPASS_EXTERNAL: 'true', AIGW_FASTAPI__API_HOST: '127.0.0.1' }
export const CODE = { above: 'x = ' }

export async function askNaming(
  endpoint: string,
  { url }: RunningGateway,
): Promise<ErrorAnswer & { status: number }> {
  const named = { ...flatModelAt({ url: endpoint }), model_api_key: MODEL_KEY }
  const answer = await post(`${url}/v2/code/completions`, completionBody(CODE, named))
  return { status: answer.status, ...(await jsonOf<ErrorAnswer>(answer)) }
}
