// The order that LSP prescribes: `initialize` comes first, and after `shutdown` nothing but `exit`.
import {
  ErrorCodes,
  Message,
  type MessageStrategy,
  type ResponseMessage,
} from 'vscode-languageserver/node'

type Stage = 'before' | 'open' | 'over'
type Failure = NonNullable<ResponseMessage['error']>

const TOO_EARLY: Failure = {
  code: ErrorCodes.ServerNotInitialized,
  message: 'initialize comes first',
}
const TWICE: Failure = { code: ErrorCodes.InvalidRequest, message: 'initialize comes once' }
const TOO_LATE: Failure = {
  code: ErrorCodes.InvalidRequest,
  message: 'the server was told to shut down',
}

export interface MessageOrder extends MessageStrategy {
  /** Whether the editor has said that it will leave. */
  readonly isOver: boolean
}

/** `answer` sends a refusal; notifications that come at the wrong time are dropped, as LSP says. */
export function inOrder(answer: (refusal: ResponseMessage) => void): MessageOrder {
  let stage: Stage = 'before'
  return {
    get isOver() {
      return stage === 'over'
    },
    handleMessage(message, next) {
      if (Message.isRequest(message)) {
        const { id, method } = message
        const error = failureOf(stage, method)
        if (error) return answer({ jsonrpc: '2.0', id, error })
        stage = stageAfter(stage, method)
      }
      const isLost =
        Message.isNotification(message) && stage !== 'open' && message.method !== 'exit'
      return isLost ? undefined : next(message)
    },
  }
}

function failureOf(stage: Stage, method: string): Failure | undefined {
  if (stage === 'over') return TOO_LATE
  const isFirst = method === 'initialize'
  if (stage === 'before') return isFirst ? undefined : TOO_EARLY
  return isFirst ? TWICE : undefined
}

function stageAfter(stage: Stage, method: string): Stage {
  if (method === 'shutdown') return 'over'
  return method === 'initialize' ? 'open' : stage
}
