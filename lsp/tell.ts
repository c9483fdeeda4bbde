import { setImmediate } from 'node:timers/promises'
import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver/node'

/** A notification: `window.showWarningMessage` would be a request, and wait for somebody to press a button. */
export function tell(connection: Connection, problem: string): void {
  const message = { type: MessageType.Warning, message: `midfill: ${problem}` }
  void connection.sendNotification(ShowMessageNotification.method, message)
}

/** A notification that adds to an answer which may be on its way out only now: it goes out after that. */
export async function tellLater(connection: Connection, method: string, params: object) {
  await setImmediate()
  try {
    await connection.sendNotification(method, params)
  } catch {
    // The editor has gone meanwhile.
  }
}
