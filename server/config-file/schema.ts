// The form of midfill.yaml. docs/midfill.schema.json, which editors read, is made from it.
import Type, { type Static, type TProperties } from 'typebox'

/** Unknown members are mistakes: a misspelt limit must not be no limit. */
const strict = <P extends TProperties>(properties: P, description = '') =>
  Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) })

const Name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$',
  description: 'Letters, digits, dot, colon, dash and underscore; at most 64.',
})
const Percent = Type.Number({ minimum: 0, maximum: 100 })
const milliseconds = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000, description }))

const Secret = Type.String({ description: `\`\${VARIABLE}\`, \`file:path\`, or the text itself.` })
const Url = Type.String({ description: "Base URL of the model's server; `/v1` may be missing." })

const words = (description: string) =>
  Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], { description }),
  )

export const DeploymentEntry = strict(
  {
    name: Name,
    family: Type.String({ description: 'Prompt format: codestral, codegemma, mistral …' }),
    model: Type.Optional(
      Type.String({ description: 'The name that its server knows. Default: the family.' }),
    ),
    provider: Type.Optional(
      Type.Enum(
        ['openai', 'mistral', 'deepseek', 'ollama', 'llama_cpp', 'triton', 'azure', 'anthropic'],
        { description: "The server's dialect. Default: found by asking it." },
      ),
    ),
    url: Type.Optional(Url),
    apiKey: Type.Optional(Secret),
    replicas: Type.Optional(
      Type.Array(strict({ url: Url, apiKey: Type.Optional(Secret) }), {
        minItems: 1,
        maxItems: 64,
        description: 'Several servers of the same model, in place of `url`.',
      }),
    ),
    timeouts: Type.Optional(
      strict({
        connectMs: milliseconds('Until the server takes the connection.'),
        firstTokenMs: milliseconds('Until the first part of its answer.'),
        gapMs: milliseconds('Between two parts.'),
        totalMs: milliseconds('For the whole answer.'),
      }),
    ),
    maxConcurrency: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: 'Calls at once for one server. Default: learned.',
      }),
    ),
  },
  'A model that can be called.',
)

const Kind = Type.Enum(['completion', 'generation', 'chat'])
const When = strict(
  {
    kind: Type.Optional(Type.Union([Kind, Type.Array(Kind, { minItems: 1 })])),
    language: words("Languages by the editor's id: `python`, `typescript` …"),
    realm: words('`saas` or `self-managed`, as GitLab says it.'),
    instance: words('GitLab instances by id or host name, `*` for any part.'),
    user: words('Global user ids.'),
    client: words('The user agent, `*` for any part: `midfill-lsp/*`.'),
    header: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]),
        { description: 'Request headers and what they say, `*` for any part.' },
      ),
    ),
  },
  'All of these must fit; of several values, one. Absent: every request.',
)

const Use = Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 8 })], {
  description: 'A deployment, or several: the next is tried when one fails before its first word.',
})

const Guard = strict(
  {
    maxErrorPercent: Type.Optional(Percent),
    maxP95Ms: milliseconds('95th percentile of the time to an answer, or to its first part.'),
    minAnswers: Type.Optional(Type.Integer({ minimum: 20, maximum: 10_000, default: 100 })),
  },
  'When a limit is surely crossed, the arm goes to 0 % until its entry changes or the gateway restarts.',
)

const Arm = strict({
  arm: Type.Optional(Name),
  percent: Percent,
  use: Type.Optional(Use),
  hold: Type.Optional(Type.Literal(true, { description: 'No suggestion, for comparison.' })),
  guard: Type.Optional(Guard),
})

export const RuleEntry = strict(
  {
    name: Name,
    when: Type.Optional(When),
    use: Type.Optional(Use),
    split: Type.Optional(Type.Array(Arm, { minItems: 1, maxItems: 16 })),
    shadow: Type.Optional(
      strict({ use: Name, percent: Percent }, 'Asked as well; the answer is thrown away.'),
    ),
  },
  'The first rule that fits decides. One of `use` and `split`.',
)

const limit = (whose: string) =>
  Type.Optional(
    strict(
      {
        perMinute: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
        burst: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 1_000_000,
            description: "At once, after a pause. Default: ten seconds' worth.",
          }),
        ),
      },
      whose,
    ),
  )

const Limits = strict(
  {
    user: limit('For each person that GitLab names.'),
    instance: limit('For all people of a GitLab instance together.'),
    key: limit('For everybody who shows the same API key together.'),
  },
  'Requests for models. What is more is refused with 429.',
)

export const MidfillFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    apiKeys: Type.Optional(
      Type.Array(Secret, { maxItems: 1_000, description: 'Keys that callers may show.' }),
    ),
    deployments: Type.Array(DeploymentEntry, { minItems: 1, maxItems: 256 }),
    rules: Type.Optional(Type.Array(RuleEntry, { maxItems: 256 })),
    limits: Type.Optional(Limits),
  },
  { additionalProperties: false, title: 'midfill.yaml' },
)

export type MidfillFile = Static<typeof MidfillFile>
export type DeploymentEntry = Static<typeof DeploymentEntry>
export type RuleEntry = Static<typeof RuleEntry>
export type ArmEntry = Static<typeof Arm>
export type LimitsEntry = Static<typeof Limits>
export const LimitsEntry = Limits
export type When = Static<typeof When>
export type Guard = Static<typeof Guard>
