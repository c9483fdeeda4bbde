// What the gateway has of its own: memory, and a key that outlives it.
import { createOwnKeys } from '../auth/own-keys.ts'
import type { AccessConfig } from '../config.ts'
import { about, type Finding } from './finding.ts'

const MB = 1024 * 1024
/** What the gateway holds under load is in docs/performance.md; below this it is killed. */
const ENOUGH_MB = 192

/** `limitBytes`: what the process may use, as `process.constrainedMemory()` tells it. */
export function checkMemory(limitBytes: number): Finding {
  const { ok, warning } = about('memory', '')
  const mb = Math.round(limitBytes / MB)
  // Without a limit the kernel tells a number that no machine has.
  if (limitBytes === 0 || limitBytes > Number.MAX_SAFE_INTEGER / 2) return ok('not limited')
  if (mb >= ENOUGH_MB) return ok(`limited to ${mb} MB`)
  return warning(
    `limited to ${mb} MB: under load the process may be killed`,
    `Give it ${ENOUGH_MB} MB or more.`,
  )
}

/** Whether editors get access tokens for direct connections, and whether these outlive a restart. */
export async function checkSigning(access: AccessConfig): Promise<Finding> {
  const { ok, failed, warning } = about('token issue', '')
  let problem = ''
  const log = {
    info() {},
    // Other warnings are about keys that are not kept on purpose.
    warn(said: object) {
      if ('cause' in said) problem = String(said.cause)
    },
  }
  try {
    await createOwnKeys(access, log)()
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  if (problem !== '') {
    const file = access.signingKeyFile ?? 'the file of MIDFILL_SIGNING_KEY_FILE'
    return failed(
      `no key can be kept to sign access tokens with: ${problem}`,
      `Let user ${process.getuid?.() ?? '?'} read and write ${file}, or set MIDFILL_SIGNING_SECRET.`,
    )
  }
  const isKept = access.signingKeyPem ?? access.signingSecret ?? access.signingKeyFile
  if (isKept) return ok('access tokens for direct connections can be signed')
  return warning(
    'the key that signs access tokens ends with the process, and every replica has another',
    'For direct connections set MIDFILL_SIGNING_SECRET to the same 32 characters or more on all replicas.',
  )
}
