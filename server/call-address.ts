import type { LocatedDeployment } from './model-servers.ts'
import type { PromptForm } from './prompts/prompt.ts'

/** What all calls of one deployment have in common. Shared between them: never changed. */
export interface CallAddress {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

type ByForm = Partial<Record<PromptForm, CallAddress>>

/** URLs and headers of calls, made once for a deployment, and again when more is learned of its server. */
export class CallAddresses {
  readonly #extraHeaders: Readonly<Record<string, string>>
  readonly #whole = new WeakMap<LocatedDeployment, ByForm>()
  readonly #streamed = new WeakMap<LocatedDeployment, ByForm>()

  constructor(extraHeaders: Readonly<Record<string, string>>) {
    this.#extraHeaders = extraHeaders
  }

  of(deployment: LocatedDeployment, form: PromptForm, stream: boolean): CallAddress {
    const addresses = stream ? this.#streamed : this.#whole
    const byForm = addresses.get(deployment)
    const known = byForm?.[form]
    if (known) return known
    const { provider } = deployment
    const address = {
      url: new URL(provider.url(deployment, { form, stream })),
      headers: {
        'content-type': 'application/json',
        ...provider.headers(deployment),
        ...this.#extraHeaders,
      },
    }
    addresses.set(deployment, { ...byForm, [form]: address })
    return address
  }
}
