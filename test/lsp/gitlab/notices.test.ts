// What a person is told of a GitLab instance: each incident once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GitlabNotices } from '../../../lsp/gitlab/notices.ts'

const EXPIRED = { check: 'authentication-required', reason: 'not_active' } as const

test('a token that ends a second time is told a second time', () => {
  const told: string[] = []
  const changes: number[] = []
  const notices = new GitlabNotices('https://gitlab.test', {
    tell: (message) => told.push(message),
    changed: (problems) => changes.push(problems.length),
    log: () => {},
  })
  notices.found([EXPIRED])
  notices.found([EXPIRED])
  assert.equal(told.length, 1)
  notices.worked()
  notices.found([EXPIRED])
  assert.equal(told.length, 2)
  assert.deepEqual(changes, [1, 1, 0, 1])
})
