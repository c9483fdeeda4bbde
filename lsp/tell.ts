import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver/node'

/** A notification: `window.showWarningMessage` would be a request, and wait for somebody to press a button. */
export function tell(connection: Connection, problem: string): void {
  const message = { type: MessageType.Warning, message: `midfill: ${problem}` }
  void connection.sendNotification(ShowMessageNotification.method, message)
}
