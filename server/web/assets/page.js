// The page's life: who is looking, then the playground and the figures.
import { showFigures } from './dashboard.js'
import { offerModels, startPlayground } from './playground.js'

const EVERY_MS = 2_000
const TOKEN = 'midfill-admin-token'
const byId = (id) => document.getElementById(id)

/** With the token, where there is one. For this tab alone: another asks again. */
const ask = (path, options = {}) => {
  const token = sessionStorage.getItem(TOKEN)
  const authorization = token ? { authorization: `Bearer ${token}` } : {}
  return fetch(path, { ...options, headers: { ...options.headers, ...authorization } })
}

async function look() {
  const answer = await ask('/admin/status').catch(() => undefined)
  if (answer?.status === 401) return askWho()
  if (answer?.ok) {
    const experiments = await ask('/admin/experiments').catch(() => undefined)
    open(await answer.json(), experiments?.ok ? await experiments.json() : { rules: [] })
  } else say('about', 'The gateway does not answer.')
  setTimeout(look, EVERY_MS)
}

/** What is said again is heard again: a reader speaks whatever is written into a status. */
function say(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text
}

function askWho() {
  const wasWrong = sessionStorage.getItem(TOKEN) !== null
  sessionStorage.removeItem(TOKEN)
  say('about', '')
  byId('main').hidden = true
  byId('sign-in').hidden = false
  byId('sign-in-problem').textContent = wasWrong ? 'This is not the token.' : ''
  byId('token').focus()
}

function open(status, experiments) {
  const isSigningIn = !byId('sign-in').hidden
  byId('sign-in').hidden = true
  byId('main').hidden = false
  // The field that had the focus is gone.
  if (isSigningIn) byId('main').focus()
  const since = new Date(status.startedAt).toLocaleString()
  say('about', `version ${status.version}, up since ${since}`)
  offerModels(status.deployments)
  showFigures(status, experiments)
}

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  sessionStorage.setItem(TOKEN, byId('token').value)
  byId('token').value = ''
  look()
})
startPlayground(ask)
look()
