// Plays cases: the built language server between an editor and a gateway that answers anything.
import { encodeEvent } from '../../../protocol/index.ts'
import { type FakeUpstream, fakeUpstream } from '../fake-upstream.ts'
import { type Editor, startEditor } from '../language-server.ts'
import type { LspCase, LspExpectation } from './case.ts'

interface Cleanup {
  after(run: () => unknown): void
}

export interface Played {
  /** Requests that reached the gateway. */
  requests: number
  prefix: string
  suffix: string
  /** All that reached the gateway. */
  body: string
  items: number
}

const ANSWER = [
  encodeEvent('stream_start', { metadata: { model: { engine: 'fake', name: 'fake' } } }),
  encodeEvent('content_chunk', { choices: [{ delta: { content: '.fake()' }, index: 0 }] }),
  encodeEvent('stream_end', null),
].join('')
const HEADERS = { 'content-type': 'text/event-stream' }

/** Editor, language server and gateway; cases with the same settings share one. */
export class Stage {
  readonly #editor: Editor
  readonly #gateway: FakeUpstream
  #documents = 0

  private constructor(editor: Editor, gateway: FakeUpstream) {
    this.#editor = editor
    this.#gateway = gateway
  }

  static async open(t: Cleanup, settings: object | undefined): Promise<Stage> {
    const gateway = await fakeUpstream(t, { rawBody: ANSWER, headers: HEADERS })
    const editor = await startEditor(t, {
      folder: '/code/project',
      // What is sent is what counts here, and not who answers first.
      initializationOptions: {
        ...settings,
        gateway: { url: gateway.url },
        engine: { enabled: false },
        // It comes a second later, when another case is played.
        feedback: { enabled: false },
      },
    })
    return new Stage(editor, gateway)
  }

  /** What is wrong; empty: nothing. Undefined: nothing can be checked. */
  async problemsOf(one: LspCase): Promise<string[] | undefined> {
    const expect = shapeOf(one)
    return expect && problemsIn(await this.#play(one), expect, splitOf(one))
  }

  async #play(one: LspCase): Promise<Played> {
    const before = this.#gateway.requests.length
    this.#documents += 1
    const uri = `file:///code/project/${this.#documents}/${one.input.file ?? 'document'}`
    const { above, below } = splitOf(one)
    await this.#editor.open(uri, languageOf(one), above + below)
    const position = positionAt(above)
    const answer = (await this.#editor.connection.sendRequest('textDocument/inlineCompletion', {
      textDocument: { uri },
      position,
      context: { triggerKind: 2, ...selectionAt(one, position, above) },
    })) as { items: unknown[] }
    const bodies = this.#gateway.requests.slice(before).map((request) => request.body)
    const payload = (bodies[0] as Sent | undefined)?.prompt_components[0]?.payload
    return {
      requests: bodies.length,
      prefix: payload?.content_above_cursor ?? '',
      suffix: payload?.content_below_cursor ?? '',
      body: JSON.stringify(bodies),
      items: answer.items.length,
    }
  }
}

/** By settings, so that the cases of a group can share a stage. */
export function groupsOf(cases: readonly LspCase[]): LspCase[][] {
  const groups = new Map<string, LspCase[]>()
  for (const one of cases) {
    const key = JSON.stringify(one.input.settings ?? {})
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

function problemsIn(
  played: Played,
  expect: LspExpectation,
  { above, below }: { above: string; below: string },
): string[] {
  const problems: string[] = []
  const same = (what: string, actual: unknown, expected: unknown): void => {
    if (expected !== undefined && actual !== expected) {
      problems.push(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
    }
  }
  const sent = expect.sent === 'unchanged' ? above + below : expect.sent
  same('sent', played.prefix + played.suffix, sent)
  same('requests', played.requests, expect.upstream_requests)
  same('items', played.items, expect.items)
  same('request sent', played.requests > 0, expect.request_sent)
  const tail = expect.prefix_tail_sent
  if (tail !== undefined) same('end of the prefix', played.prefix.slice(-tail.length), tail)
  for (const secret of expect.sent_lacks ?? []) {
    if (played.body.includes(secret)) problems.push(`sent: ${secret}`)
  }
  return problems
}

const NOTHING_LEAVES: LspExpectation = { items: 0, upstream_requests: 0 }

function shapeOf({ expect, id }: LspCase): LspExpectation | undefined {
  if (typeof expect === 'string') {
    return /no items|enforce/.test(expect) ? NOTHING_LEAVES : undefined
  }
  if (expect.enabled_language_added) return { ...expect, request_sent: true }
  if (expect.python_enabled !== undefined) return { request_sent: expect.python_enabled }
  const isShaped = Object.keys(expect).some((member) => SHAPES.has(member))
  if (!isShaped) throw new Error(`${id} expects nothing that is known`)
  return expect
}
const SHAPES = new Set([
  ...['sent', 'sent_lacks', 'request_sent', 'items', 'upstream_requests', 'prefix_tail_sent'],
])

function splitOf({ input }: LspCase): { above: string; below: string } {
  if (input.text_before_cursor !== undefined) {
    return { above: input.text_before_cursor, below: input.text_after_cursor ?? '' }
  }
  const [above = '', ...rest] = (input.text ?? 'at least ten characters = |').split('|')
  return rest.length === 1
    ? { above, below: rest[0] ?? '' }
    : { above: [above, ...rest].join('|'), below: '' }
}

interface Sent {
  prompt_components: { payload: { content_above_cursor: string; content_below_cursor: string } }[]
}

function languageOf({ input, language, expect }: LspCase): string {
  const named = input.languageId?.split(' ')[0]
  if (typeof expect === 'object') {
    if (expect.enabled_language_added) return expect.enabled_language_added
    if (expect.python_enabled !== undefined) return 'python'
  }
  return named ?? (language === 'any' ? 'typescript' : language)
}

function positionAt(above: string) {
  const lines = above.split(/\r\n|\r|\n/)
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

function selectionAt(
  { input }: LspCase,
  end: { line: number; character: number },
  above: string,
): object {
  if (!input.selectedCompletionInfo) return {}
  const wordChars = /\w*$/.exec(above)?.[0].length ?? 0
  const start = { line: end.line, character: end.character - wordChars }
  return {
    selectedCompletionInfo: { text: input.selectedCompletionInfo.text, range: { start, end } },
  }
}
