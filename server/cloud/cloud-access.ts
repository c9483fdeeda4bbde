// Models of clouds: where they are and with what they are called is the gateway's own, whatever a request names.
import { GatewayError } from '../../protocol/index.ts'
import type { UpstreamCall } from '../upstream.ts'
import { type Authorize, awsSigner } from './aws.ts'
import { googleBearer } from './google.ts'

export type Cloud = 'aws' | 'google'

export interface CloudConfig {
  /** Undefined: not configured. `bearer` is Bedrock's API key, which stands for a signature; empty: none. */
  aws: { baseUrl: string; region: string; bearer: string } | undefined
  /** The base URL ends behind project and location. */
  google: { baseUrl: string; project: string } | undefined
}

const MISSING: Record<Cloud, string> = {
  aws: 'Amazon Bedrock is not configured (AWS_REGION)',
  google: 'Vertex AI is not configured (VERTEXAI_PROJECT, VERTEXAI_LOCATION)',
}

/** Credentials are at hand in microseconds, or come from a service beside the machine. */
const WITHIN_MS = 5_000

export class CloudAccess {
  readonly #config: CloudConfig
  readonly #known = new Map<Cloud, Promise<Authorize>>()

  constructor(config: CloudConfig) {
    this.#config = config
  }

  /** Undefined where the cloud is not configured. */
  baseUrl(cloud: Cloud): string | undefined {
    return this.#config[cloud]?.baseUrl
  }

  /** For the log. A proxy may stand at the endpoint of the request and speak for the cloud. */
  noteOnMissing(cloud: Cloud): string {
    return `${MISSING[cloud]}: its models are asked at the endpoints that requests name`
  }

  /** The same call with its credentials. Rejects with a GatewayError that holds none. */
  async authorized(cloud: Cloud, call: UpstreamCall): Promise<UpstreamCall> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('too late')), WITHIN_MS)
    })
    try {
      const authorize = await Promise.race([this.#authorizer(cloud), late])
      return await Promise.race([authorize(call), late])
    } catch (cause) {
      this.#known.delete(cloud)
      if (cause instanceof GatewayError) throw cause
      const message = 'The credentials of the cloud are not to be had'
      throw new GatewayError('upstream_unavailable', message, { cause })
    } finally {
      clearTimeout(timer)
    }
  }

  #authorizer(cloud: Cloud): Promise<Authorize> {
    const known = this.#known.get(cloud) ?? this.#make(cloud)
    this.#known.set(cloud, known)
    return known
  }

  async #make(cloud: Cloud): Promise<Authorize> {
    if (cloud === 'google') return googleBearer(this.#config.google?.project ?? '')
    const { region = '', bearer = '' } = this.#config.aws ?? {}
    if (bearer === '') return awsSigner(region)
    const authorization = `Bearer ${bearer}`
    return async (call) => ({ ...call, headers: { ...call.headers, authorization } })
  }
}
