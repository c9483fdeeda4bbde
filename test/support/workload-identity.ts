// Google credentials that need nobody but the server that exchanges them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes them into a folder; the path of the file that GOOGLE_APPLICATION_CREDENTIALS names. */
export function workloadIdentity(folder: string, url: string): string {
  const subject = join(folder, 'subject')
  writeFileSync(subject, 'subject-token')
  const file = join(folder, 'credentials.json')
  const credentials = {
    type: 'external_account',
    audience:
      '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/token`,
    credential_source: { file: subject },
  }
  writeFileSync(file, JSON.stringify(credentials))
  return file
}
