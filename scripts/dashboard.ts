// deploy/grafana/midfill.json: a table of panels, laid out two in a row. scripts/docs.ts writes it, a test keeps it so.

interface Panel {
  readonly title: string
  readonly help: string
  readonly unit: string
  /** Legend and expression. */
  readonly queries: Readonly<Record<string, string>>
  readonly isStacked?: true
}

const RATE = '[$__rate_interval]'
const INSTANCE = 'job=~"$job", instance=~"$instance"'
const rate = (name: string, by: string, labels = ''): string =>
  `sum by (${by}) (rate(${name}{${INSTANCE}${labels && `, ${labels}`}}${RATE}))`
const quantile = (share: number, name: string, by: string, labels = ''): string =>
  `histogram_quantile(${share}, ${rate(`${name}_bucket`, by ? `le, ${by}` : 'le', labels)})`

const SUGGESTIONS = 'handler=~"/v[1-4]/.*"'
const FIRST_CHUNK = 'gen_ai_client_operation_time_to_first_chunk_seconds'
const outcomes = (outcome: string): string =>
  rate('midfill_suggestions_total', 'rule, arm', `outcome="${outcome}"`)

const ROWS: Readonly<Record<string, readonly Panel[]>> = {
  'What people notice': [
    {
      title: 'Requests',
      help: 'By the first digit of the status.',
      unit: 'reqps',
      queries: { '{{status}}': rate('http_requests_total', 'status', SUGGESTIONS) },
      isStacked: true,
    },
    {
      title: 'Failures by code',
      help: 'docs/protocol.md says what each code means.',
      unit: 'reqps',
      queries: { '{{code}}': rate('midfill_errors_total', 'code') },
      isStacked: true,
    },
    {
      title: 'First chunk of completions',
      help: 'From the call of a model until it says something.',
      unit: 's',
      queries: {
        'p50 {{model_name}}': quantile(
          0.5,
          FIRST_CHUNK,
          'model_name',
          'unit_primitive="complete_code"',
        ),
        'p95 {{model_name}}': quantile(
          0.95,
          FIRST_CHUNK,
          'model_name',
          'unit_primitive="complete_code"',
        ),
      },
    },
    {
      title: 'Whole answers of models',
      help: 'To the end of the answer; cancelled calls are not among them.',
      unit: 's',
      queries: {
        'p95 {{model_name}} {{unit_primitive}}': quantile(
          0.95,
          'inference_request_duration_seconds',
          'model_name, unit_primitive',
        ),
      },
    },
  ],
  Experiments: [
    {
      title: 'Split as it is',
      help: 'Share of each arm of the requests of its rule.',
      unit: 'percentunit',
      queries: {
        '{{rule}} / {{arm}}': `${rate('midfill_arm_requests_total', 'rule, arm')} / on (rule) group_left ${rate('midfill_arm_requests_total', 'rule')}`,
      },
    },
    {
      title: 'Acceptance',
      help: 'Accepted of shown. /admin/experiments says whether a difference is real.',
      unit: 'percentunit',
      queries: { '{{rule}} / {{arm}}': `${outcomes('accepted')} / ${outcomes('shown')}` },
    },
    {
      title: 'Fallbacks and failures',
      help: 'Where an arm’s own model did not answer.',
      unit: 'reqps',
      queries: {
        'fallback {{rule}} / {{arm}}': rate('midfill_arm_fallbacks_total', 'rule, arm'),
        'failed {{rule}} / {{arm}}': rate('midfill_arm_failures_total', 'rule, arm'),
      },
    },
    {
      title: 'People today',
      help: 'Estimated in each process since midnight UTC; who asks several gateways is counted by each.',
      unit: 'none',
      queries: { '{{instance}}': `midfill_daily_unique_users{${INSTANCE}}` },
    },
  ],
  'Models and their servers': [
    {
      title: 'Calls under way, and waiting',
      help: 'Waiting: for room on any replica.',
      unit: 'none',
      queries: {
        '{{model_name}}': `sum by (model_name) (model_inferences_in_flight{${INSTANCE}})`,
        'waiting {{deployment}}': `sum by (deployment) (midfill_queued_requests{${INSTANCE}})`,
      },
    },
    {
      title: 'Breakers that are not closed',
      help: 'Replicas are numbered from 0 as in midfill.yaml.',
      unit: 'none',
      queries: {
        '{{deployment}} {{replica}} {{state}}': `max by (deployment, replica, state) (midfill_breaker_state{${INSTANCE}, state!="closed"})`,
      },
    },
    {
      title: 'Calls that failed or were cancelled',
      help: 'By how they ended.',
      unit: 'reqps',
      queries: {
        '{{model_name}} {{error_type}}': rate(
          'model_inferences_total',
          'model_name, error_type',
          'error_type!="none"',
        ),
      },
    },
    {
      title: 'Retries, hedges, shared, shed',
      help: 'What is done beside one call for each request.',
      unit: 'reqps',
      queries: { '{{event}}': rate('midfill_dispatch_total', 'event', 'event!="requests"') },
    },
    {
      title: 'Model tokens',
      help: 'As servers count them; wasted ones are estimated.',
      unit: 'none',
      queries: {
        'in {{model_name}}': rate('inference_input_tokens_total', 'model_name'),
        'out {{model_name}}': rate('inference_output_tokens_total', 'model_name'),
        'wasted {{model_name}}': rate('midfill_wasted_tokens_total', 'model_name'),
      },
    },
    {
      title: 'Languages',
      help: 'Answers by language.',
      unit: 'reqps',
      queries: { '{{lang}}': rate('code_suggestions_prompt_language_total', 'lang') },
      isStacked: true,
    },
  ],
  'The gateway itself': [
    {
      title: 'Time in the gateway before a model is asked',
      help: 'Body, token, schema, prompt.',
      unit: 's',
      queries: {
        p50: quantile(0.5, 'midfill_gateway_overhead_seconds', ''),
        p99: quantile(0.99, 'midfill_gateway_overhead_seconds', ''),
      },
    },
    {
      title: 'Event loop delay, p99',
      help: 'Above 0.1 s the process has more to do than one core can.',
      unit: 's',
      queries: { '{{instance}}': `nodejs_eventloop_lag_p99_seconds{${INSTANCE}}` },
    },
    {
      title: 'CPU',
      help: 'Cores.',
      unit: 'none',
      queries: { '{{instance}}': rate('process_cpu_seconds_total', 'instance') },
    },
    {
      title: 'Memory',
      help: 'Resident.',
      unit: 'bytes',
      queries: { '{{instance}}': `process_resident_memory_bytes{${INSTANCE}}` },
    },
  ],
}

const WIDTH = 12
const HEIGHT = 8
const DATASOURCE = { type: 'prometheus', uid: '$datasource' }

/** The file. */
export function dashboard(): string {
  const panels: object[] = []
  let y = 0
  for (const [title, row] of Object.entries(ROWS)) {
    panels.push({ id: panels.length + 1, type: 'row', title, gridPos: { x: 0, y, w: 24, h: 1 } })
    y += 1
    row.forEach((panel, i) => {
      const gridPos = { x: (i % 2) * WIDTH, y: y + (i >> 1) * HEIGHT, w: WIDTH, h: HEIGHT }
      panels.push({ id: panels.length + 1, gridPos, ...drawn(panel) })
    })
    y += Math.ceil(row.length / 2) * HEIGHT
  }
  return `${JSON.stringify({ ...FRAME, panels }, null, 2)}\n`
}

const drawn = ({ title, help, unit, queries, isStacked }: Panel): object => ({
  type: 'timeseries',
  title,
  description: help,
  datasource: DATASOURCE,
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      custom: { fillOpacity: 10, stacking: { mode: isStacked ? 'normal' : 'none' } },
    },
    overrides: [],
  },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  targets: Object.entries(queries).map(([legendFormat, expr], i) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + i),
    datasource: DATASOURCE,
    expr,
    legendFormat,
  })),
})

const variable = (name: string, query: string): object => ({
  name,
  type: 'query',
  datasource: DATASOURCE,
  query: { query, refId: name },
  refresh: 2,
  includeAll: true,
  multi: true,
  current: { text: 'All', value: '$__all' },
})

const FRAME = {
  uid: 'midfill',
  title: 'midfill',
  description: 'Generated by scripts/dashboard.ts.',
  tags: ['midfill'],
  schemaVersion: 39,
  editable: true,
  time: { from: 'now-6h', to: 'now' },
  refresh: '30s',
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus' },
      variable('job', 'label_values(midfill_build_info, job)'),
      variable('instance', 'label_values(midfill_build_info{job=~"$job"}, instance)'),
    ],
  },
}
