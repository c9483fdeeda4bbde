// Signs requests to AWS. The only home of its two packages; they are loaded with the first request that needs them.
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import type { UpstreamCall } from '../upstream.ts'
import { optionalPackage } from './optional-package.ts'

export type Authorize = (call: UpstreamCall) => Promise<UpstreamCall>

const PACKAGES = {
  cloud: 'Amazon Bedrock',
  packages: '@smithy/signature-v4 @aws-sdk/credential-provider-node',
}

/** Credentials come from where AWS keeps them: environment, profile, web identity, container or instance. */
export async function awsSigner(region: string): Promise<Authorize> {
  const [{ SignatureV4 }, { defaultProvider }] = await optionalPackage(
    Promise.all([import('@smithy/signature-v4'), import('@aws-sdk/credential-provider-node')]),
    PACKAGES,
  )
  const credentials = defaultProvider()
  const signer = new SignatureV4({ service: 'bedrock', region, credentials, sha256: Sha256 })
  return async (call) => {
    const { url, headers, body } = call
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { ...headers, host: url.host },
      body,
    })
    const { host: _, ...rest } = signed.headers
    return { ...call, headers: rest }
  }
}

/** The signer's own idea of a hash, by Node's. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
