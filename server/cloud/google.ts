// Access tokens of Google Cloud. The only home of its package, which is loaded with the first request that needs it.
import { GatewayError } from '../../protocol/index.ts'
import type { Authorize } from './aws.ts'
import { optionalPackage } from './optional-package.ts'

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'

/** Credentials come from where Google keeps them: a file that GOOGLE_APPLICATION_CREDENTIALS names, or the machine. */
export async function googleBearer(projectId: string): Promise<Authorize> {
  const { GoogleAuth } = await optionalPackage(import('google-auth-library'), {
    cloud: 'Vertex AI',
    packages: 'google-auth-library',
  })
  // Told the project, it need not ask for it, which would take one more permission.
  const auth = new GoogleAuth({ scopes: [SCOPE], projectId })
  return async (call) => {
    // It keeps the token, and fetches the next one before this one expires.
    const token = await auth.getAccessToken()
    if (!token) throw new GatewayError('upstream_unavailable', 'Google Cloud gave no access token')
    return { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } }
  }
}
