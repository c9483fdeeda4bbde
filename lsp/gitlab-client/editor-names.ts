import Type from 'typebox'
import type { InitializeParams } from 'vscode-languageserver/node'
import { checker } from '../../protocol/index.ts'
import type { EditorNames } from '../gitlab/snowplow-contexts.ts'

const Words = Type.Optional(Type.String())
const checkNames = checker(
  Type.Object({
    ide: Type.Optional(Type.Object({ name: Words, version: Words, vendor: Words })),
    extension: Type.Optional(Type.Object({ name: Words, version: Words })),
  }),
)

/** What an editor tells of itself, in GitLab's words or else in those of LSP. */
export function editorNamesIn({
  initializationOptions,
  clientInfo,
}: Pick<InitializeParams, 'initializationOptions' | 'clientInfo'>): EditorNames {
  const { ide = clientInfo, extension } = checkNames(initializationOptions).value ?? {}
  return { ide, extension }
}
