// The way to the editor, as the command line names it.
import {
  type Connection,
  createConnection,
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { systemReason } from '../protocol/index.ts'
import { inOrder } from './message-order.ts'
import { wholeMessages } from './whole-messages.ts'

export interface EditorWay {
  /** A port of this machine. */
  socket?: string | undefined
  pipe?: string | undefined
  'node-ipc'?: boolean | undefined
}

export interface ConnectionEvents {
  /** The editor has closed the connection. `isPlanned`: it had said that it would. */
  closed(isPlanned: boolean): void
  /** No message can be read any more, or none ever could. `why` repeats nothing of what was sent. */
  broken(why: string): void
  /** One message was of no use; the next ones may be. */
  skipped(why: string): void
}

/** Without a way named: standard input and output. */
export function connectEditor(way: EditorWay, events: ConnectionEvents): Connection {
  const [reader, writer] = transportOf(way)
  reader.onError((error) => {
    // The framing is sound, and only the body is not JSON.
    if (error instanceof SyntaxError) events.skipped('a message that is not JSON')
    else if (FRAMING.test(error.message)) events.broken('a message without a usable Content-Length')
    else if ('code' in error)
      events.broken(`the connection to the editor fails: ${systemReason(error)}`)
    else events.skipped(`a message that leads to a ${error.name}`)
  })
  // A refusal that cannot be sent is the reader's to tell: the way is broken for both.
  const messageStrategy = inOrder((refusal) => void writer.write(refusal).catch(() => {}))
  const closed = (): void => events.closed(messageStrategy.isOver)
  reader.onClose(closed)
  // A stream that has ended is not always closed.
  if (reader instanceof StreamMessageReader) process.stdin.on('end', closed)
  return createConnection(ProposedFeatures.all, reader, writer, { messageStrategy })
}

/** What the library says of a head that tells no length; where the next message begins nobody knows then. */
const FRAMING = /^Header must|^Content-Length value|^Message header|^Cannot read so many/

function transportOf(way: EditorWay): [MessageReader, MessageWriter] {
  if (way['node-ipc']) return [new IPCMessageReader(process), new IPCMessageWriter(process)]
  if (way.socket !== undefined) return createServerSocketTransport(Number(way.socket))
  if (way.pipe !== undefined) return createServerPipeTransport(way.pipe)
  const output = wholeMessages(process.stdout)
  return [new StreamMessageReader(process.stdin), new StreamMessageWriter(output)]
}
