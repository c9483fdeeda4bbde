// What GitLab is asked, and how its answers are read.
import { randomUUID } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'
import { GatewayFailure, type GatewaySuggestion, type Question } from '../gateway-wire.ts'

/** The model that a direct connection has to name; absent on instances with models of their own. */
export interface ModelDetails {
  model_provider?: string | null
  model_name?: string | null
}

const Model = Type.Object({
  engine: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
})

/** Of Rails and of a gateway alike; what else they say is not read. */
const Answer = Type.Object({
  id: Type.Optional(Type.Unknown()),
  choices: Type.Array(Type.Object({ text: Type.String() })),
  model: Type.Optional(Model),
})
type Model = Static<typeof Model>

const readAnswer = checker(Answer)

/** GitLab's gateway gives every answer the same id. */
const NO_ID = 'id'

export interface BodyOptions {
  projectPath: string
  stream: boolean
  /** Of a direct connection. */
  model?: ModelDetails | undefined
}

/** The body of `/api/v4/code_suggestions/completions`, and of a gateway's `/v2/completions`. */
export function bodyFor(question: Question, { projectPath, stream, model }: BodyOptions): object {
  const { wish, fileName, prefix, suffix, snippets } = question
  const context = snippets.filter((snippet) => isNews(snippet, question)).map(contextItem)
  return {
    prompt_version: 1,
    project_path: projectPath,
    project_id: -1,
    current_file: {
      file_name: fileName.slice(-MAX_NAME_CHARS),
      content_above_cursor: prefix,
      content_below_cursor: suffix,
    },
    intent: wish.kind,
    stream,
    choices_count: wish.kind === 'completion' ? (question.choices ?? 1) : 1,
    ...(context.length > 0 ? { context } : {}),
    ...(wish.kind === 'generation' ? generationOf(wish.instruction) : {}),
    ...model,
  }
}

/** GitLab refuses longer ones; the end tells the language. */
const MAX_NAME_CHARS = 255

/** GitLab's gateway puts all context before the prefix, and what stands there already would come twice. */
function isNews({ name, content }: Question['snippets'][number], { fileName, prefix }: Question) {
  if (content.trim() === '') return false
  return name !== fileName || !content.split('\n').every((line) => prefix.includes(line.trim()))
}

const contextItem = ({ name, content }: Question['snippets'][number]) => ({
  type: 'snippet',
  name: name.slice(-MAX_NAME_CHARS),
  content,
})

const generationOf = (instruction: string): object =>
  instruction
    ? { generation_type: 'comment', user_instruction: instruction }
    : { generation_type: 'empty_function' }

export function suggestionIn(json: unknown): GatewaySuggestion {
  const { value } = readAnswer(json)
  if (!value) throw new GatewayFailure('GitLab answered in a form that is not known')
  const [text = '', ...alternatives] = value.choices.map((choice) => choice.text)
  const suggestion = suggestionFrom(text, value.model, idIn(value.id))
  return alternatives.length > 0 ? { ...suggestion, alternatives } : suggestion
}

export function suggestionFrom(text: string, model: Model = {}, id = ''): GatewaySuggestion {
  const isEmbedded = model.engine === 'midfill' && model.name === 'embedded'
  return {
    id: id || randomUUID(),
    text,
    source: isEmbedded ? 'embedded' : 'model',
    model: model.name ?? '',
  }
}

const idIn = (id: unknown): string => (typeof id === 'string' && id !== NO_ID ? id : '')
