// How bodies are read and checked.
import type { FastifyBodyParser, FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { checker, GatewayError, type Problem } from '../protocol/index.ts'

/** `application/vnd.api+json`. */
const KINDS_OF_JSON = /^application\/[\w.-]+\+json(?:;|$)/

export function bodies(app: FastifyInstance): void {
  // No search for `__proto__`, which takes as long as parsing: members of a body are read by name and never merged.
  const parse = app.getDefaultJsonParser('ignore', 'ignore')
  // Fastify reads texts as well, and the schema would then complain of the body.
  app.removeContentTypeParser('text/plain')
  // GitLab asks for a user's token with the header of JSON and no body.
  const read: FastifyBodyParser<string> = (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  }
  app.addContentTypeParser('application/json', { parseAs: 'string' }, read)
  app.addContentTypeParser(KINDS_OF_JSON, { parseAs: 'string' }, read)
  app.setValidatorCompiler<TSchema>(({ schema }) => validator(schema))
}

/** Only bodies have schemas. A problem names the member and what is wrong with it, never its value. */
function validator(schema: TSchema) {
  const check = checker(schema)
  return (body: unknown) => {
    const { problems } = check(body)
    return problems ? { error: refusedBody(problems) } : { value: body }
  }
}

/** `problems` are placed from the body on. */
export function refusedBody(problems: readonly Problem[]): GatewayError {
  const located = problems.map((problem) => ({ ...problem, loc: ['body', ...problem.loc] }))
  const [first] = located
  const message = first ? `${first.loc.join('.')}: ${first.msg}` : 'The body cannot be used'
  return new GatewayError('invalid_request', message, { problems: located })
}
