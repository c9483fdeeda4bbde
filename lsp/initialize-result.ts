// What we tell an editor that we can do.
import {
  type ClientCapabilities,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node'
import { ACCEPTED_COMMAND, SNOOZE_COMMAND, VERSION } from '../protocol/index.ts'

/** `wantsMenus`: the editor shows suggestions in completion menus, grey text or not. */
export const initializeResult = (
  { textDocument }: ClientCapabilities,
  { positionEncoding, wantsMenus }: { positionEncoding: string; wantsMenus: boolean },
): InitializeResult => ({
  capabilities: {
    positionEncoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    notebookDocumentSync: { notebookSelector: [{ notebook: '*' }] },
    inlineCompletionProvider: true,
    // Only for who has no grey text: others would show every suggestion twice.
    ...(textDocument?.inlineCompletion && !wantsMenus
      ? {}
      : { completionProvider: { resolveProvider: true } }),
    executeCommandProvider: { commands: [ACCEPTED_COMMAND, SNOOZE_COMMAND] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  serverInfo: { name: 'midfill', version: VERSION },
})
