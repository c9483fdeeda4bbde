// The figures: how much is asked, who answers, how the split is, what is accepted.
const byId = (id) => document.getElementById(id)
const SVG = 'http://www.w3.org/2000/svg'
/** Five minutes. */
const SAMPLES = 150
/** Half a minute: a line that has just begun is wide enough to be seen. */
const LEAST_SAMPLES = 15

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
  for (const wide of document.querySelectorAll('.wide')) makeReachable(wide)
}

/** What is wider than the screen is moved by arrow keys, once it has the focus. */
function makeReachable(wide) {
  if (wide.scrollWidth <= wide.clientWidth) {
    for (const attribute of ['tabindex', 'role', 'aria-labelledby']) wide.removeAttribute(attribute)
    return
  }
  wide.tabIndex = 0
  wide.setAttribute('role', 'group')
  wide.setAttribute('aria-labelledby', wide.closest('section').getAttribute('aria-labelledby'))
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

/** A line over what was seen, now at its right end, from zero to the highest value. */
function draw(id, values) {
  if (values.length > SAMPLES) values.shift()
  const most = Math.max(1, ...values)
  const step = 600 / (Math.max(values.length, LEAST_SAMPLES) - 1)
  const points = values.map(
    (value, at) => `${600 - step * (values.length - 1 - at)},${116 - (112 * value) / most}`,
  )
  const line = points.length > 1 ? [shape('path', { d: `M${points.join('L')}` })] : []
  byId(id).replaceChildren(shape('line', { x1: 0, x2: 600, y1: 118, y2: 118 }), ...line)
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
    arm.measuredPercent === undefined ? '–' : shareOf(arm),
    report?.shown ?? 0,
    report?.acceptance === undefined ? '–' : `${(100 * report.acceptance).toFixed(1)} %`,
    report?.interval ? intervalOf(report) : '–',
    difference ? inPoints(difference) : '–',
  ])
}

const inPoints = ({ acceptance, isReal }) =>
  styled(
    `${acceptance > 0 ? '+' : ''}${(100 * acceptance).toFixed(1)} points${isReal ? '' : ', may be chance'}`,
    isReal ? (acceptance > 0 ? 'good' : 'bad') : '',
  )

/** A bar of what was measured, and where it should end. */
const shareOf = ({ percent, measuredPercent }) =>
  pictured(`${measuredPercent.toFixed(1)} %`, [
    shape('line', { x1: 0, x2: measuredPercent, y1: 5, y2: 5, class: 'share' }),
    shape('line', { x1: percent, x2: percent, y1: 0, y2: 10 }),
  ])

const intervalOf = ({ acceptance, interval: [low, high] }) =>
  pictured(`${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`, [
    shape('line', { x1: 100 * low, x2: 100 * high, y1: 5, y2: 5 }),
    shape('circle', { cx: 100 * acceptance, cy: 5, r: 3 }),
  ])

/** Of 0 to 100 %; the numbers are below the picture, so that nobody needs it. */
function pictured(words, shapes) {
  const svg = shape('svg', { class: 'percents', viewBox: '0 0 100 10', 'aria-hidden': 'true' })
  svg.append(...shapes)
  const cell = document.createElement('span')
  cell.append(svg, words)
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
