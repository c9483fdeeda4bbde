// A document that nobody sees, somebody who types into it, and a model that says the same to everybody.
import { CancellationToken, InlineCompletionTriggerKind } from 'vscode-languageserver/node'
import { OPEN_DOCUMENTS, type OpenDocument } from './documents.ts'
import { type AskParts, askEngine, askModel } from './features/ask-model.ts'
import { editedPlaceOf, placeAfter } from './features/cursor-place.ts'
import { type InlineCompletionParts, inlineCompletion } from './features/inline-completion.ts'
import type { GatewaySuggestion } from './gateway-wire.ts'
import type { Settings } from './settings.ts'
import { Tracks } from './suggestions/tracks.ts'

const URI = 'rehearsal:typed'
/** Below so much nobody is asked. */
const TEXT = 'What stands above the cursor.\n'
const SAID: GatewaySuggestion = { id: 'rehearsed', text: 'bc', source: 'model', model: '' }
const nothing = (): void => {
  // Nobody is told.
}

/**
 * What the first keys run is compiled by then: some 20 ms of the main thread that would lie between them. Two keys get
 * an answer, one that is asked for and one that follows it; the third disagrees, and the fourth comes before its answer.
 * Gives the four answers.
 */
export async function rehearseTyping(settings: Settings) {
  const document = OPEN_DOCUMENTS.create(URI, 'plaintext', 0, TEXT)
  const tracks = tracksFor(settings)
  const suggest = inlineCompletion(partsFor(document, settings, tracks))
  const type = (key: string, triggerKind: InlineCompletionTriggerKind) => {
    const position = press(document, key)
    if (document.lastEdit) {
      tracks.of(document).edited(editedPlaceOf(document, document.lastEdit), document.lastEdit)
    }
    const params = { textDocument: { uri: URI }, position, context: { triggerKind } }
    return suggest(params, CancellationToken.None)
  }
  const { Invoked, Automatic } = InlineCompletionTriggerKind
  const first = await type('a', Invoked)
  const second = await type('b', Automatic)
  const others = [type('x', Automatic), type('y', Automatic)]
  await others[0]
  tracks.closeAll()
  return [first, second, ...(await Promise.all(others))]
}

/** Where the cursor is then. */
function press(document: OpenDocument, key: string) {
  const at = document.text.positionAt(document.text.getText().length)
  OPEN_DOCUMENTS.update(document, [{ range: { start: at, end: at }, text: key }], 0)
  return { line: at.line, character: at.character + key.length }
}

function tracksFor(settings: Settings) {
  const asking: AskParts = {
    suggester: {
      async fromModel(_asked, _settings, { heard }, sent) {
        sent?.()
        heard?.(SAID)
        return SAID
      },
      fromEngine: async () => undefined,
      cancelEngine: nothing,
    },
    fileNameOf: () => URI,
    settings: () => settings,
    wanted: () => ({}),
    health: {
      begin: () => ({
        firstWordMs: undefined,
        ...{ sent: nothing, spoke: nothing, worked: nothing, failed: nothing, cancelled: nothing },
      }),
    },
    status: { asked: nothing, answered: nothing },
    more: { modelIsDone: nothing },
    log: nothing,
  }
  return new Tracks((document: OpenDocument) => ({
    ask: askModel(asking, document),
    askEngine: askEngine(asking, document),
    hasModel: () => true,
    isModelDue: () => false,
    placeAfter,
  }))
}

const partsFor = (
  document: OpenDocument,
  settings: Settings,
  tracks: ReturnType<typeof tracksFor>,
): InlineCompletionParts => ({
  documentAt: () => document,
  trackOf: () => tracks.of(document),
  refusal: () => undefined,
  settings: async () => settings,
  isSnoozed: () => false,
  used: nothing,
  feedback: { given: nothing, over: nothing },
  more: { answered: nothing },
  log: nothing,
})
