// The figures: how much is asked, who answers, how the split is, what is accepted.
const byId = (id) => document.getElementById(id)
const SVG = 'http://www.w3.org/2000/svg'
/** Five minutes. */
const SAMPLES = 150

/** What was seen at each look, the latest last. */
const rates = []
const medians = []
let last

export function showFigures(status, { rules }) {
  showRate(status)
  showLatency(status)
  byId('servers').replaceChildren(...status.deployments.map(serverRow))
  if (status.deployments.length === 0) {
    byId('servers').replaceChildren(
      note(
        'No model is configured: the embedded engine answers, or the model that a request names.',
        9,
      ),
    )
  }
  const rows = status.split.flatMap(({ rule, arms }) =>
    arms.map((arm) => armRow(rule, arm, reportOf(rules, rule, arm.arm))),
  )
  byId('split').replaceChildren(
    ...(rows.length > 0 ? rows : [note('midfill.yaml has no rules.', 8)]),
  )
  byId('split-words').textContent = status.config?.problems?.length
    ? `midfill.yaml is not in force as it is now: ${status.config.problems[0]}`
    : ''
}

const reportOf = (rules, rule, arm) =>
  rules.find((one) => one.rule === rule)?.arms.find((one) => one.arm === arm)

function showRate({ traffic }) {
  const now = performance.now()
  if (last) rates.push(((traffic.requests - last.requests) * 1000) / (now - last.now))
  last = { requests: traffic.requests, now }
  draw('rate', rates)
  const current = rates.at(-1) ?? 0
  byId('rate-words').textContent =
    `${traffic.requests} suggestions asked for since the start; ${current.toFixed(1)} a second now, at most ${Math.max(0, ...rates).toFixed(1)} in the last five minutes; ${traffic.underWay} calls of models under way.`
}

/** Of the slowest server: that is the one that somebody waits for. */
function showLatency({ deployments }) {
  const known = deployments.filter(({ p50Ms }) => typeof p50Ms === 'number')
  const slowest = known.toSorted((a, b) => b.p50Ms - a.p50Ms)[0]
  medians.push(slowest?.p50Ms ?? 0)
  draw('latency', medians)
  byId('latency-words').textContent = slowest
    ? `The slowest server, ${slowest.deployment}, says its first word after ${inMs(slowest.p50Ms)} (median), at most ${inMs(Math.max(...medians))} in the last five minutes.`
    : 'No server has answered often enough yet.'
}

/** A line over the last five minutes, from zero to the highest value. */
function draw(id, values) {
  if (values.length > SAMPLES) values.shift()
  const most = Math.max(1, ...values)
  const points = values.map(
    (value, at) => `${(600 * at) / (SAMPLES - 1)},${116 - (112 * value) / most}`,
  )
  const line = document.createElementNS(SVG, 'path')
  if (points.length > 1) line.setAttribute('d', `M${points.join('L')}`)
  byId(id).replaceChildren(line)
}

function serverRow(server) {
  const isWell = server.breaker === 'closed'
  return row([
    server.deployment,
    server.host,
    styled(server.breaker, isWell ? 'good' : 'bad'),
    server.outstanding,
    server.queued,
    server.calls,
    server.failures,
    inMs(server.p50Ms),
    inMs(server.p95Ms),
  ])
}

function armRow(rule, arm, report) {
  const { difference } = report ?? {}
  return row([
    rule,
    arm.isClosed ? styled(`${arm.arm} (closed by its guard)`, 'bad') : arm.arm,
    `${arm.percent} %`,
    arm.measuredPercent === undefined ? '–' : `${arm.measuredPercent.toFixed(1)} %`,
    report?.shown ?? 0,
    report?.acceptance === undefined ? '–' : `${(100 * report.acceptance).toFixed(1)} %`,
    report?.interval ? intervalOf(report) : '–',
    difference ? inPoints(difference) : '–',
  ])
}

const inPoints = ({ acceptance, isReal }) =>
  styled(
    `${acceptance > 0 ? '+' : ''}${(100 * acceptance).toFixed(1)} points${isReal ? '' : ', may be chance'}`,
    isReal ? 'good' : '',
  )

/** The numbers are beside the picture. */
function intervalOf({ acceptance, interval }) {
  const [low, high] = interval
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', 'interval')
  svg.setAttribute('viewBox', '0 0 100 10')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(
    shape('line', { x1: 100 * low, x2: 100 * high, y1: 5, y2: 5 }),
    shape('circle', { cx: 100 * acceptance, cy: 5, r: 3 }),
  )
  const cell = document.createElement('span')
  cell.append(svg, `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`)
  return cell
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}

const inMs = (ms) => (ms === undefined || ms === null ? '–' : `${Math.round(ms)} ms`)

function row(cells) {
  const made = document.createElement('tr')
  made.append(
    ...cells.map((content) => {
      const cell = document.createElement('td')
      cell.append(content)
      return cell
    }),
  )
  return made
}

function note(text, columns) {
  const made = row([text])
  made.firstChild.colSpan = columns
  return made
}

function styled(text, name) {
  const made = document.createElement('span')
  made.className = name
  made.textContent = text
  return made
}
