// An editor with grey text against this gateway: what was typed, what is suggested, how long it took.
const byId = (id) => document.getElementById(id)
const QUIET_MS = 150
const FIRST = `interface Item {
  name: string
  price: number
  count: number
}

export function totalOf(items: Item[]): number {
  let total = 0
  for (const item of items) {
    total += item.`

let shown = ''
let running
let timer

export function startPlayground(ask) {
  const code = byId('code')
  code.value = FIRST
  code.addEventListener('input', () => {
    keepTyped()
    wait(ask)
  })
  code.addEventListener('keydown', (event) => {
    if (shown === '' || !['Tab', 'Escape'].includes(event.key)) return
    event.preventDefault()
    if (event.key === 'Tab') accept(ask)
    else drop()
  })
  for (const event of ['click', 'keyup', 'select']) code.addEventListener(event, ifMoved)
  code.addEventListener('scroll', () => {
    byId('shadow').scrollTop = code.scrollTop
  })
  byId('model').addEventListener('change', () => wait(ask))
  draw()
}

/** What there is to choose, kept while somebody chooses. */
export function offerModels(deployments) {
  const names = ['', ...new Set(deployments.map(({ deployment }) => deployment))]
  const select = byId('model')
  if (select.options.length === names.length) return
  const chosen = select.value
  select.replaceChildren(...names.map((name) => new Option(name || 'as the rules say', name)))
  select.value = names.includes(chosen) ? chosen : ''
}

let before = ''

/** A key that follows the suggestion leaves the rest of it. */
function keepTyped() {
  const { value, selectionStart } = byId('code')
  const now = value.slice(0, selectionStart)
  const typed = now.startsWith(before) ? now.slice(before.length) : undefined
  const follows = shown !== '' && typed !== undefined && shown.startsWith(typed)
  shown = follows ? shown.slice(typed.length) : ''
  draw()
}

/** A cursor that goes elsewhere leaves its suggestion behind. */
function ifMoved() {
  if (byId('code').value.slice(0, byId('code').selectionStart) !== before) drop()
}

function wait(ask) {
  clearTimeout(timer)
  running?.abort()
  if (shown === '') timer = setTimeout(() => suggest(ask), QUIET_MS)
}

async function suggest(ask) {
  const { value, selectionStart } = byId('code')
  const body = {
    deployment: byId('model').value,
    file_name: byId('file').value || 'untitled',
    content_above_cursor: value.slice(0, selectionStart),
    content_below_cursor: value.slice(selectionStart),
  }
  running = new AbortController()
  const { signal } = running
  const startedAt = performance.now()
  try {
    const answer = await ask('/admin/try', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
    if (!answer.ok) throw new Error((await answer.json()).message ?? `status ${answer.status}`)
    await read(answer.body, startedAt)
  } catch (error) {
    if (!signal.aborted) byId('timing').textContent = `No suggestion: ${error.message}`
  }
}

async function read(stream, startedAt) {
  const times = { model: '', firstMs: 0 }
  for await (const { event, data } of eventsOf(stream)) {
    if (event === 'stream_start') times.model = data.metadata.model.name
    else if (event === 'error') throw new Error(data.message)
    else if (event === 'content_chunk') {
      times.firstMs ||= performance.now() - startedAt
      shown += data.choices[0].delta.content
      draw()
    }
  }
  const all = Math.round(performance.now() - startedAt)
  byId('timing').textContent =
    shown === ''
      ? `${times.model}: nothing to suggest, ${all} ms`
      : `${times.model}: first word after ${Math.round(times.firstMs)} ms, all after ${all} ms`
  byId('spoken').textContent = shown === '' ? '' : `Suggestion: ${shown}`
}

/** Server-sent events as the gateway frames them. */
async function* eventsOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    text += value
    const frames = text.split('\r\n\r\n')
    text = frames.pop()
    for (const frame of frames) {
      const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1]
      const [event, data] = [field('event'), field('data')]
      if (event && data) yield { event, data: JSON.parse(data) }
    }
  }
}

function accept(ask) {
  const code = byId('code')
  const { selectionStart } = code
  code.setRangeText(shown, selectionStart, selectionStart, 'end')
  drop()
  wait(ask)
}

function drop() {
  clearTimeout(timer)
  running?.abort()
  shown = ''
  byId('spoken').textContent = ''
  draw()
}

function draw() {
  const { value, selectionStart } = byId('code')
  before = value.slice(0, selectionStart)
  byId('before').textContent = before
  byId('ghost').textContent = shown
  // A newline at the end has no line of its own in a pre.
  byId('after').textContent = `${value.slice(selectionStart)}\n`
  byId('shadow').scrollTop = byId('code').scrollTop
}
