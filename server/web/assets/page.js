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
  } else byId('about').textContent = 'The gateway does not answer.'
  setTimeout(look, EVERY_MS)
}

function askWho() {
  const wasWrong = sessionStorage.getItem(TOKEN) !== null
  sessionStorage.removeItem(TOKEN)
  byId('about').textContent = ''
  byId('main').hidden = true
  byId('sign-in').hidden = false
  byId('sign-in-problem').textContent = wasWrong ? 'This is not the token.' : ''
  byId('token').focus()
}

function open(status, experiments) {
  byId('sign-in').hidden = true
  byId('main').hidden = false
  byId('about').textContent =
    `version ${status.version}, up since ${new Date(status.startedAt).toLocaleString()}`
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
