// What the models of the configuration may be given, by the names that GitLab's gateway has for it.
import { answerTokens } from '../prompts/window.ts'
import type { Deployment } from '../selection/deployment.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Metrics, Sample } from './metrics.ts'
import { MODEL } from './model-meters.ts'

/** Of a deployment's first replica: all have one family. Undefined: there is no such bound. */
const BOUNDS: readonly {
  name: string
  help: string
  of: (plan: DeploymentPlan, first: Deployment) => number | undefined
}[] = [
  {
    name: 'model_inferences_max_concurrent',
    help: 'Calls at once that midfill.yaml allows to all replicas together; absent where they are learned.',
    of: ({ maxConcurrency, replicas }) => maxConcurrency && maxConcurrency * replicas.length,
  },
  {
    name: 'model_max_total_tokens',
    help: 'Prompt and answer together, by the family; a server that tells less is given less.',
    of: (_plan, { family }) => family.windowTokens,
  },
  {
    name: 'model_max_input_tokens',
    help: 'What a generation leaves of that for the prompt.',
    of: (_plan, { family }) => family.windowTokens - answerTokens(family, 'generation'),
  },
  {
    name: 'model_max_output_tokens',
    help: 'The longest answer that is asked for: a generation.',
    of: (_plan, { family }) => answerTokens(family, 'generation'),
  },
]

export function describeModels(metrics: Metrics, plans: () => readonly DeploymentPlan[]): void {
  for (const { name, help, of } of BOUNDS) {
    metrics.gauge({
      name,
      help,
      labels: MODEL,
      read: () =>
        plans().flatMap((plan): Sample[] => {
          const [first] = plan.replicas
          const bound = first && of(plan, first)
          if (bound === undefined) return []
          return [[{ model_engine: first?.engine ?? '', model_name: first?.name ?? '' }, bound]]
        }),
    })
  }
}
