// One request to the model, as a document's track starts it: with its deadline, and its failures in the log.
import { randomUUID } from 'node:crypto'
import type { Asked } from '../context/gathering.ts'
import type { OpenDocument } from '../documents.ts'
import { GatewayFailure, type GatewaySuggestion } from '../gateway-wire.ts'
import { AnswerDeadline } from '../health/answer-deadline.ts'
import { type Fault, faultOf } from '../health/fault.ts'
import type { HealthCall, ModelHealth } from '../health/model-health.ts'
import type { Settings } from '../settings.ts'
import type { Suggester } from '../suggester.ts'
import type { Ask, Hear } from '../suggestions/flights.ts'
import type { Suggested } from '../suggestions/memory.ts'
import type { AskEngine } from '../suggestions/scout.ts'
import type { CursorPlace } from './cursor-place.ts'
import type { MoreToShow } from './more-to-show.ts'
import type { Status } from './status.ts'

export interface AskParts {
  suggester: Pick<Suggester, 'fromEngine' | 'fromModel' | 'cancelEngine'>
  fileNameOf(document: OpenDocument): string
  settings(document: OpenDocument): Settings
  /** What is asked for where the track wants so many texts. */
  wanted(document: OpenDocument, choices: number): Pick<Asked, 'choices' | 'isAlone'>
  health: Pick<ModelHealth, 'begin'>
  status: Pick<Status, 'asked' | 'answered'>
  more: Pick<MoreToShow, 'modelIsDone'>
  log(problem: string): void
}

/** From this confidence on the engine is right about as often as a model: nobody waits for one. */
const SURE = 0.8

export const askEngine =
  (parts: AskParts, document: OpenDocument): AskEngine<CursorPlace> =>
  (place, answered) => {
    const asked = askedAt(parts, document, place)
    void parts.suggester
      .fromEngine(asked, parts.settings(document))
      .then((said) =>
        answered(said && { suggested: said.suggestion, isSure: said.confidence >= SURE }),
      )
    return () => parts.suggester.cancelEngine(asked.fileName)
  }

export const askModel =
  (parts: AskParts, document: OpenDocument): Ask<CursorPlace> =>
  (place, hear, choices) => {
    const controller = new AbortController()
    const asked = { ...askedAt(parts, document, place), ...parts.wanted(document, choices) }
    void ask(parts, { asked, hear: named(hear), controller })
    return () => controller.abort()
  }

const askedAt = (parts: AskParts, document: OpenDocument, place: CursorPlace): Asked => ({
  document,
  fileName: parts.fileNameOf(document),
  cursor: place.cursor,
  typed: place.typed,
})

/** Streams of GitLab's own gateway bring no id, and two without one would be taken for the same suggestion. */
function named(hear: Hear): Hear {
  const ownId = randomUUID()
  const withId = (suggested: Suggested): Suggested =>
    suggested.id === '' ? { ...suggested, id: ownId } : suggested
  return {
    ...hear,
    partly: (suggested) => hear.partly(withId(suggested)),
    done: (suggested) => hear.done(withId(suggested)),
  }
}

interface Asking {
  asked: Asked
  hear: Hear
  controller: AbortController
}

async function ask(parts: AskParts, { asked, hear, controller }: Asking): Promise<void> {
  const { signal } = controller
  const settings = parts.settings(asked.document)
  const call = parts.health.begin()
  parts.status.asked()
  let model: string | undefined
  const waits = { totalMs: settings.gateway.timeoutMs, firstWordMs: call.firstWordMs }
  const deadline = new AnswerDeadline(waits, () => controller.abort())
  const sent = (): void => {
    call.sent()
    deadline.sent()
    hear.sent()
  }
  try {
    const listener = { signal, heard: listening(hear, call, deadline) }
    const suggestion = await parts.suggester.fromModel(asked, settings, listener, sent)
    call.worked()
    model = suggestion?.model
    if (suggestion?.source === 'embedded') hear.failed('no_model')
    else {
      hear.done(suggestion ?? nothing())
      parts.more.modelIsDone(asked.document)
    }
  } catch (error) {
    if (signal.aborted && !deadline.isPast) call.cancelled()
    else {
      blame(call, deadline.isPast ? SILENT : faultOf(error))
      // The editor is never bothered by a failed suggestion.
      parts.log(problemOf(error, deadline.isPast))
      hear.failed('failed')
    }
  } finally {
    deadline.end()
    parts.status.answered(model)
  }
}

const SILENT: Fault = { kind: 'silent' }

/** Whoever refuses one question is well for all that is known. */
function blame(call: HealthCall, fault: Fault | undefined): void {
  if (fault) call.failed(fault)
  else call.worked()
}

function listening(hear: Hear, call: HealthCall, deadline: AnswerDeadline) {
  let hasSpoken = false
  return (soFar: GatewaySuggestion): void => {
    if (soFar.text !== '') {
      deadline.spoke()
      if (!hasSpoken) call.spoke()
      hasSpoken = true
    }
    hear.partly(soFar)
  }
}

const nothing = (): GatewaySuggestion => ({
  id: randomUUID(),
  text: '',
  source: 'model',
  model: '',
})

function problemOf(error: unknown, isLate: boolean): string {
  if (isLate) return 'no suggestion: the gateway took too long'
  if (error instanceof GatewayFailure) return `no suggestion: ${error.message}`
  return `no suggestion: ${error instanceof Error ? error.stack : String(error)}`
}
