// What the gateway knows of itself anyway, shown to Prometheus when it asks.
import { VERSION } from '../../protocol/index.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import type { Tally } from '../dispatch/tally.ts'
import type { ArmTally, Counts } from '../experiments/tally.ts'
import type { Limiting } from '../limits/limiting.ts'
import type { Routing } from '../routing.ts'
import type { Labels, Metrics, Sample } from './metrics.ts'
import { describeModels } from './model-bounds.ts'
import type { UniqueUsers } from './unique-users.ts'

const ARM = ['rule', 'arm']
const REPLICA = ['deployment', 'replica']

export interface StateParts extends Limiting {
  readonly routing: Routing
  readonly dispatcher: Dispatcher
  readonly users: UniqueUsers
}

export function describeState(metrics: Metrics, parts: StateParts): void {
  describeServers(metrics, parts)
  describeModels(metrics, () => parts.routing.live.current().deployments)
  describeDispatch(metrics, parts.dispatcher.tally)
  describeArms(metrics, parts)
  describeConfig(metrics, parts)
  describeLimits(metrics, parts)
  metrics.gauge({
    name: 'midfill_daily_unique_users',
    help: 'People who asked since midnight UTC, estimated within 3 %; of this process alone.',
    read: () => [[{}, parts.users.count]],
  })
  metrics.gauge({
    name: 'midfill_build_info',
    help: 'Always 1.',
    labels: ['version', 'node'],
    read: () => [[{ version: VERSION, node: process.version }, 1]],
  })
}

const BREAKER_STATES = ['closed', 'half_open', 'open'] as const

function describeServers(metrics: Metrics, { routing, dispatcher }: StateParts): void {
  const servers = () => dispatcher.status(routing.live.current().deployments)
  const labelsOf = ({ deployment, replica }: { deployment: string; replica: number }) => ({
    deployment,
    replica: String(replica),
  })
  metrics.gauge({
    name: 'midfill_breaker_state',
    help: '1 for the state that the breaker of a replica is in.',
    labels: [...REPLICA, 'state'],
    read: () =>
      servers().flatMap((server) =>
        BREAKER_STATES.map(
          (state): Sample => [{ ...labelsOf(server), state }, server.breaker === state ? 1 : 0],
        ),
      ),
  })
  metrics.gauge({
    name: 'midfill_replica_concurrency_limit',
    help: 'Calls at once that a replica is given; absent while nothing has shown a limit.',
    labels: REPLICA,
    read: () =>
      servers().flatMap((server): Sample[] =>
        server.limit === undefined ? [] : [[labelsOf(server), server.limit]],
      ),
  })
  metrics.gauge({
    name: 'midfill_queued_requests',
    help: 'Requests that wait for room on any replica of a deployment.',
    labels: ['deployment'],
    read: () =>
      servers()
        .filter(({ replica }) => replica === 0)
        .map(({ deployment, queued }) => [{ deployment }, queued]),
  })
}

function describeDispatch(metrics: Metrics, tally: Tally): void {
  metrics.counter({
    name: 'midfill_dispatch_total',
    help: 'Requests for models, and what was done beside one call for each: retries, hedges, continued, shed, replaced, shared, cached.',
    labels: ['event'],
    read: () => Object.entries(tally).map(([event, count]) => [{ event }, Number(count)]),
  })
}

/** What became of suggestions; `accepted` of `shown` is acceptance. */
const OUTCOMES: readonly (readonly [string, keyof Counts])[] = [
  ['answered', 'answers'],
  ['empty', 'empty'],
  ['shown', 'shown'],
  ['accepted', 'accepted'],
  ['partially_accepted', 'partlyAccepted'],
  ['rejected', 'rejected'],
]

function describeArms(metrics: Metrics, { routing: { experiments, rail } }: StateParts): void {
  const each = (value: (tally: ArmTally) => number) => (): Sample[] =>
    experiments.all.map((tally) => [{ rule: tally.rule, arm: tally.arm }, value(tally)])
  const counters: [string, string, (tally: ArmTally) => number][] = [
    ['midfill_arm_requests_total', 'Requests of an arm: the split as it is.', (t) => t.requests],
    ['midfill_arm_failures_total', 'Requests of an arm that no model answered.', (t) => t.failures],
    ['midfill_arm_fallbacks_total', 'Answers of a model that stepped in.', (t) => t.fallbacks],
  ]
  for (const [name, help, value] of counters) {
    metrics.counter({ name, help, labels: ARM, read: each(value) })
  }
  metrics.counter({
    name: 'midfill_suggestions_total',
    help: 'What became of suggestions, by arm and by the deployment that answered.',
    labels: [...ARM, 'deployment', 'outcome'],
    read: () => experiments.all.flatMap(outcomesOf),
  })
  metrics.counter({
    name: 'code_suggestions_prompt_language_total',
    help: 'Answers by language.',
    labels: ['lang'],
    read: () =>
      summed(
        experiments.all.flatMap(({ cells }) => cells),
        ({ language }) => language,
      ),
  })
  metrics.gauge({
    name: 'midfill_arm_closed',
    help: '1 for an arm that a guard took to 0 %.',
    labels: ARM,
    read: () => rail.closed.map(({ rule, arm }) => [{ rule, arm }, 1]),
  })
}

function outcomesOf({ rule, arm, cells }: ArmTally): Sample[] {
  return OUTCOMES.flatMap(([outcome, member]) =>
    [...sums(cells, ({ model }) => model, member)].map(([deployment, count]): Sample => {
      const labels: Labels = { rule, arm, deployment, outcome }
      return [labels, count]
    }),
  )
}

const summed = (
  cells: ArmTally['cells'],
  lang: (cell: ArmTally['cells'][number]) => string,
): Sample[] => [...sums(cells, lang, 'answers')].map(([name, count]) => [{ lang: name }, count])

function sums(
  cells: ArmTally['cells'],
  group: (cell: ArmTally['cells'][number]) => string,
  member: keyof Counts,
): Map<string, number> {
  const totals = new Map<string, number>()
  for (const cell of cells) {
    const name = group(cell)
    totals.set(name, (totals.get(name) ?? 0) + cell[member])
  }
  return totals
}

function describeLimits(metrics: Metrics, { rateLimits, store }: StateParts): void {
  metrics.counter({
    name: 'midfill_rate_limited_total',
    help: 'Requests that were refused because somebody asks too often.',
    read: () => [[{}, rateLimits.refused]],
  })
  metrics.gauge({
    name: 'midfill_shared_counts_up',
    help: '1 while several gateways count together, 0 while Redis does not answer; absent where each counts alone.',
    read: () => (store ? [[{}, store.isUp ? 1 : 0]] : []),
  })
}

function describeConfig(metrics: Metrics, { routing: { counters, follower } }: StateParts): void {
  metrics.counter({
    name: 'midfill_config_reloads_total',
    help: 'Times that midfill.yaml was read again.',
    labels: ['result'],
    read: () => [
      [{ result: 'taken' }, counters.configReloads],
      [{ result: 'refused' }, counters.configReloadFailures],
    ],
  })
  metrics.gauge({
    name: 'midfill_config_refused',
    help: '1 while midfill.yaml has mistakes, and the configuration before it is in force.',
    read: () => [[{}, follower && follower.status.problems.length > 0 ? 1 : 0]],
  })
  metrics.counter({
    name: 'midfill_feedback_total',
    help: 'Feedback about suggestions; unknown: not made by this process, or too long ago.',
    labels: ['result'],
    read: () => [
      [{ result: 'taken' }, counters.feedbackTaken],
      [{ result: 'unknown' }, counters.feedbackUnknown],
    ],
  })
}
