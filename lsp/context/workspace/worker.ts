// The worker thread that knows the workspace, so that reading and ranking hold up no key. An entry point of its own.
import { parentPort } from 'node:worker_threads'
import { CoChanges } from './co-changes.ts'
import { Knowledge } from './knowledge.ts'
import { Learner } from './learner.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { projectFacts } from './project-facts.ts'

const port = parentPort
if (!port) throw new Error('this is a worker: it cannot be started by itself')

const say = (message: FromWorker): void => port.postMessage(message)
const coChanges = new CoChanges()
const knowledge = new Knowledge({
  coChanges: (path) => coChanges.of(path),
  facts: projectFacts(),
})
const learner = new Learner(knowledge, (learned) => say({ kind: 'progress', ...learned }))

/** Errors of one message end the worker: the language server goes on without it. */
async function take(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'folders':
      await learner.learn(message.places)
      for (const root of message.places.roots) await coChanges.learn(root)
      return
    case 'opened':
      return learner.setOpen(message.path, true)
    case 'text':
      return learner.takeText(message.path, message.text)
    case 'closed':
      learner.setOpen(message.path, false)
      return learner.readAgain(message.path)
    case 'disk':
      return learner.follow(message.paths)
    case 'ask':
      return say({
        kind: 'answer',
        id: message.id,
        snippets: knowledge.snippetsFor(message.asked),
      })
  }
}

port.on('message', (message: ToWorker) => void take(message))
