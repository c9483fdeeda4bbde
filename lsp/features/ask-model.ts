// One request to the model, as a document's track starts it: with its deadline, and its failures in the log.
import { randomUUID } from 'node:crypto'
import type { OpenDocument } from '../documents.ts'
import { GatewayFailure, type GatewaySuggestion } from '../gateway-wire.ts'
import type { Settings } from '../settings.ts'
import type { Suggester } from '../suggester.ts'
import type { Ask, Hear } from '../suggestions/flights.ts'
import type { CursorPlace } from './cursor-place.ts'

export interface AskModelParts {
  suggester: Suggester
  fileNameOf(document: OpenDocument): string
  settings(): Promise<Settings>
  log(problem: string): void
}

export function askModel(parts: AskModelParts, document: OpenDocument): Ask<CursorPlace> {
  return (place, hear) => {
    const controller = new AbortController()
    void ask(parts, { document, place, hear, controller })
    return () => controller.abort()
  }
}

interface Asking {
  document: OpenDocument
  place: CursorPlace
  hear: Hear
  controller: AbortController
}

async function ask(parts: AskModelParts, asking: Asking): Promise<void> {
  const { document, place, hear, controller } = asking
  const { signal } = controller
  const asked = {
    document,
    fileName: parts.fileNameOf(document),
    cursor: place.cursor,
    typed: place.typed,
  }
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  try {
    const settings = await parts.settings()
    timer = setTimeout(() => {
      isLate = true
      controller.abort()
    }, settings.gateway.timeoutMs)
    const heard = (soFar: GatewaySuggestion): void => hear.partly(soFar)
    const suggestion = await parts.suggester.suggest(asked, settings, { signal, heard })
    hear.done(suggestion ?? nothing())
  } catch (error) {
    if (signal.aborted && !isLate) return
    // The editor is never bothered by a failed suggestion.
    parts.log(problemOf(error, isLate))
    hear.failed()
  } finally {
    clearTimeout(timer)
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
