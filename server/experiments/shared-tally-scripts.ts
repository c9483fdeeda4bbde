// What Redis does in one step each. KEYS[1] is the set of all arms; an arm's counts and people are beside it.

import type { Script } from '../limits/shared-store.ts'

/** A month: longer than an experiment that somebody still looks at. */
const KEPT_SECONDS = 30 * 24 * 3_600
/** As long as an editor may sit on a suggestion. */
const REMEMBERED_SECONDS = 3_600

const script = (name: string, lua: string): Script => ({ name, lua })

/** ARGV: the arm, then fields and by how much they grow. */
export const ADD = script(
  'midfillAdd',
  `
local counts = KEYS[1] .. ':' .. ARGV[1]
redis.call('SADD', KEYS[1], ARGV[1])
for i = 2, #ARGV, 2 do redis.call('HINCRBY', counts, ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', counts, ${KEPT_SECONDS})
redis.call('EXPIRE', KEYS[1], ${KEPT_SECONDS})
return 1
`,
)

/** KEYS[1]: the suggestion. ARGV: rule, arm, model, language, person. */
export const REMEMBER = script(
  'midfillRemember',
  `
redis.call('HSET', KEYS[1], 'rule', ARGV[1], 'arm', ARGV[2], 'model', ARGV[3], 'language', ARGV[4], 'person', ARGV[5])
redis.call('EXPIRE', KEYS[1], ${REMEMBERED_SECONDS})
return 1
`,
)

/** KEYS[2]: the suggestion. ARGV: what happened, and how many characters were accepted. The same rules as in feedback.ts. */
export const FEEDBACK = script(
  'midfillFeedback',
  `
local RANKS = { rejected = 1, partially_accepted = 2, accepted = 3 }
local s = redis.call('HMGET', KEYS[2], 'rule', 'arm', 'model', 'language', 'person', 'shown', 'outcome', 'chars')
if not s[1] then return 0 end
local counts = KEYS[1] .. ':' .. s[1] .. '\\n' .. s[2]
local people = counts .. ':people'
local function add(field, by) redis.call('HINCRBY', counts, s[3] .. '\\n' .. s[4] .. '\\n' .. field, by) end
local function person(member) redis.call('HINCRBY', people, s[5] .. ' ' .. member, 1) end
if not s[6] then
  redis.call('HSET', KEYS[2], 'shown', 1)
  add('shown', 1)
  person('shown')
end
local rank, before = RANKS[ARGV[1]], RANKS[s[7] or '']
if rank and (not before or before < rank) then
  if before then add(s[7], -1) end
  add(ARGV[1], 1)
  redis.call('HSET', KEYS[2], 'outcome', ARGV[1])
  if rank > 1 and (not before or before == 1) then person('accepted') end
end
local chars, had = tonumber(ARGV[2]), tonumber(s[8] or '0')
if rank and rank > 1 and chars > had then
  add('chars', chars - had)
  redis.call('HSET', KEYS[2], 'chars', chars)
end
redis.call('EXPIRE', people, ${KEPT_SECONDS})
return 1
`,
)

/** All arms: name, counts, people. */
export const READ = script(
  'midfillRead',
  `
local read = {}
for i, arm in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local counts = KEYS[1] .. ':' .. arm
  read[i] = { arm, redis.call('HGETALL', counts), redis.call('HGETALL', counts .. ':people') }
end
return read
`,
)
