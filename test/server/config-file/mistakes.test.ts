// Every mistake in a midfill.yaml is told at once, with its line and column, and without its secrets.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fingerprint } from '../../../server/config-file/contents.ts'
import { readConfigFile } from '../../../server/config-file/read.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-config-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'key'), 'KEY-MARKER\n')
writeFileSync(join(folder, 'empty'), '\n')
writeFileSync(join(folder, 'strange'), 'KEY-MARKER\u2028x')

const TIMEOUTS = { connectMs: 1, firstTokenMs: 2, gapMs: 3, totalMs: 4 }
const ENV = { KEY: 'KEY-MARKER', EMPTY: '', HOST: 'models.test' }

function read(text: string | Buffer) {
  const path = join(folder, 'midfill.yaml')
  writeFileSync(path, text)
  const { plan, problems } = readConfigFile({ path, env: ENV, timeouts: TIMEOUTS })
  return { plan, problems: problems.map((problem) => problem.slice(path.length + 1)) }
}

/** A sound deployment of one line, and whatever follows. */
const with1 = (rest: string) =>
  `deployments: [{name: one, family: codestral, url: 'http://a.test'}]\n${rest}`
const with2 = (rest: string) =>
  with1(rest).replace(']\n', ", {name: two, family: mistral, url: 'http://b.test'}]\n")
const deployment = (members: string) => `deployments:\n  - {name: one, ${members}}\n`
const sound = "family: codestral, url: 'http://a.test'"
const rule = (members: string) => with2(`rules:\n  - {name: r, ${members}}\n`)

const MISTAKES: [string, string | Buffer, RegExp[]][] = [
  [
    'two documents',
    'deployments: []\n---\ndeployments: []\n',
    [/^2:1: another document begins here; the file must be one$/],
  ],
  ['nothing', '', [/^1:1: the file: Input must be object/]],
  ['only a text', 'hello', [/^1:1: the file: Input must be object/]],
  ['YAML that is none', 'a: [1\nb: "x\n', [/^\d:\d: /, /^\d:\d: /]],
  ['two documents', `${with1('')}---\n${with1('')}`, [/^2:1: .*document/]],
  ['a member twice', with1('rules: []\nrules: []'), [/^3:1: .*unique/i]],
  ['a tag of a language', with1('apiKeys: [!!js/function "x"]'), [/^2:11: .*tag/i]],
  ['an alias to nothing', with1('apiKeys: *gone'), [/^1:1: .*gone/]],
  [
    'anchors that explode',
    `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`)}]\n`)
      .join('')}`,
    [/^1:1: .*alias/],
  ],
  ['a depth without end', `a: ${'['.repeat(200_000)}`, [/^1:1: .*deep/]],
  ['another encoding', Buffer.from([0xff, 0xfe, 0x61, 0x00]), [/cannot be read \(not UTF-8\)/]],
  ['ten megabytes', `# ${'x'.repeat(10_000_000)}`, [/cannot be read \(larger than 1024 KiB\)/]],
  ['an unknown member', with1('rule: []'), [/^2:1: .*"rule".*rules\?$/]],
  [
    'an unknown member inside',
    deployment(`${sound}, maxConcurency: 3`),
    [/^2:58: .*maxConcurrency\?$/],
  ],
  ['a limit of nothing', with1('limits: {user: {perMinute: 0}}'), [/^2:28: perMinute: /]],
  ['a limit for nobody', with1('limits: {usr: {perMinute: 9}}'), [/^2:10: .*"usr".*user\?$/]],
  ['no deployments', 'deployments: []', [/^1:14: deployments: /]],
  ['no name', `deployments: [{${sound}}]`, [/^1:15: name: Field required$/]],
  ['a name that is no label', `deployments: [{name: 'a b', ${sound}}]`, [/^1:22: name: /]],
  [
    'the same name twice',
    with1('').replace(']', ", {name: one, family: mistral, url: 'http://b'}]"),
    [/need `rules`/, /^1:\d+: the name one is taken/],
  ],
  ['an unknown family', deployment("family: codestrl, url: 'http://a'"), [/^2:25: .*codestral\?$/]],
  ['an unknown provider', deployment(`${sound}, provider: bedrock`), [/^2:\d+: provider: /]],
  ['no URL', deployment('family: mistral'), [/^2:5: .*`url` or `replicas`$/]],
  [
    'URL and replicas',
    deployment(`${sound}, replicas: [{url: 'http://b'}]`),
    [/exclude each other$/],
  ],
  ['no replicas', deployment('family: mistral, replicas: []'), [/^2:\d+: replicas: /]],
  [
    'a URL of another kind',
    deployment("family: mistral, url: 'ftp://a'"),
    [/^2:39: must be an http/],
  ],
  ['a URL that is none', deployment('family: mistral, url: models'), [/must be an http/]],
  [
    'a password in a URL',
    deployment("family: mistral, url: 'http://u:KEY-MARKER@a'"),
    [/use `apiKey`$/],
  ],
  [
    'a metadata address',
    deployment("family: mistral, url: 'http://169.254.169.254/v1'"),
    [/never called/],
  ],
  [
    'a link-local replica',
    deployment("family: mistral, replicas: [{url: 'http://[fe80::1]/'}]"),
    [/^2:\d+: .*never called/],
  ],
  [
    'a metadata name',
    deployment("family: mistral, url: 'http://metadata.google.internal'"),
    [/never called/],
  ],
  [
    'a limit of nothing',
    deployment(`${sound}, maxConcurrency: 0`),
    [/maxConcurrency: Input must be >= 1$/],
  ],
  [
    'a time that is none',
    deployment(`${sound}, timeouts: {gapMs: fast}`),
    [/gapMs: Input must be integer$/],
  ],
  [
    'a variable that is not set',
    deployment(`family: mistral, url: "http://\${NONE}"`),
    [/^2:39: .*NONE is not set$/],
  ],
  ['an empty variable', deployment(`${sound}, apiKey: "\${EMPTY}"`), [/EMPTY is not set$/]],
  ['half a reference', deployment(`${sound}, apiKey: "\${KEY"`), [/is written \$\{NAME\}$/]],
  [
    'a secret that is not there',
    deployment(`${sound}, apiKey: "file:none"`),
    [/none cannot be read \(ENOENT: no such file or directory\)$/],
  ],
  ['an empty secret', deployment(`${sound}, apiKey: "file:empty"`), [/empty is empty$/]],
  ['a folder for a secret', deployment(`${sound}, apiKey: "file:."`), [/\(not a file\)$/]],
  [
    'a secret that cannot be sent',
    with1('apiKeys: ["file:strange"]'),
    [/^2:11: a key cannot hold/],
  ],
  ['several deployments and no rule', with2(''), [/need `rules`/]],
  ['a rule without a way', rule('when: {kind: chat}'), [/^3:5: .*`use` or `split`$/]],
  [
    'a rule with two ways',
    rule('use: one, split: [{use: one, percent: 100}]'),
    [/exclude each other$/],
  ],
  ['a rule to nowhere', rule('use: [one, tow]'), [/^3:26: .*"tow"; did you mean two\?$/]],
  ['a fallback to itself', rule('use: [one, one]'), [/already in this list$/]],
  [
    'two rules of a name',
    with2('rules: [{name: r, when: {kind: chat}, use: one}, {name: r, use: two}]'),
    [/the name r is taken$/],
  ],
  [
    'a rule behind all',
    with2('rules: [{name: a, use: one}, {name: b, use: two}]'),
    [/^2:\d+: no request gets here: the rule "a" fits all$/],
  ],
  [
    'an unknown kind',
    rule('use: one, when: {kind: complete}'),
    [/kind: .*completion, generation, chat/],
  ],
  [
    'an unknown language',
    rule('use: one, when: {language: [python, pyton]}'),
    [/^3:\d+: .*"pyton"; did you mean python\?$/],
  ],
  [
    'less than a hundred',
    rule('split: [{use: one, percent: 80}, {use: two, percent: 19.5}]'),
    [/^3:22: .*add up to 99\.5 and not to 100$/],
  ],
  [
    'more than a hundred',
    rule('split: [{use: one, percent: 80}, {use: two, percent: 21}]'),
    [/add up to 101/],
  ],
  [
    'a negative percentage',
    rule('split: [{use: one, percent: 110}, {use: two, percent: -10}]'),
    [/percent: Input must be <= 100$/, /percent: Input must be >= 0$/],
  ],
  [
    'an arm without a way',
    rule('split: [{use: one, percent: 50}, {percent: 50}]'),
    [/`use` or `hold`$/],
  ],
  [
    'an arm that holds and calls',
    rule('split: [{use: one, percent: 50}, {use: two, hold: true, percent: 50}]'),
    [/exclude each other$/],
  ],
  [
    'arms of one name',
    rule('split: [{use: one, percent: 50}, {use: [one, two], percent: 50}]'),
    [/arm "one" is already/],
  ],
  [
    'two holds',
    rule(
      'split: [{use: one, percent: 50}, {hold: true, percent: 25}, {arm: h2, hold: true, percent: 25}]',
    ),
    [/one share only$/],
  ],
  [
    'nothing but a hold',
    rule('split: [{hold: true, percent: 100}]'),
    [/needs an arm with a model$/],
  ],
  [
    'a guard without a limit',
    rule('split: [{use: one, percent: 50}, {use: two, percent: 50, guard: {minAnswers: 50}}]'),
    [/`maxErrorPercent` or `maxP95Ms`$/],
  ],
  [
    'a guard without a way out',
    rule('split: [{use: one, percent: 90, guard: {maxP95Ms: 9}}, {hold: true, percent: 10}]'),
    [/needs another/],
  ],
  ['a shadow of nobody', rule('use: one, shadow: {use: three, percent: 1}'), [/"three"/]],
]

for (const [name, text, expected] of MISTAKES) {
  test(`${name} is a mistake`, () => {
    const { plan, problems } = read(text)
    assert.equal(plan, undefined)
    const told = problems.join('\n')
    assert.equal(problems.length, expected.length, told)
    for (const [i, pattern] of expected.entries()) assert.match(problems[i] ?? '', pattern)
    assert.doesNotMatch(told, /KEY-MARKER/)
  })
}

test('mistakes of every kind are told together, in the order of the file', () => {
  const { problems } = read(`apiKeys: [x, "\${NOPE}"]
deployment: 3
deployments:
  - name: cod
    family: codestrl
    url: http://169.254.169.254/x
    apiKey: file:none
  - name: cod
    familly: codestral
    url: ftp://x
    maxConcurrency: 0
rules:
  - name: r
    when: {kind: complete, languag: py, language: pythn}
    split:
      - {percent: 10, use: codd}
      - {percent: 100, hold: true}
  - name: s
    use: [cod, nix]
  - name: s
    use: 3
`)
  const lines = problems.map((problem) => Number(problem.split(':')[0]))
  const expected = [1, 2, 5, 6, 7, 8, 8, 9, 10, 11, 14, 14, 14, 16, 16, 19, 20, 20, 21]
  assert.deepEqual(lines, expected, problems.join('\n'))
})

test('a file that is not there is told without a place', () => {
  const path = join(folder, 'gone.yaml')
  const { problems } = readConfigFile({ path, env: {}, timeouts: TIMEOUTS })
  assert.deepEqual(problems, [`${path}: cannot be read (ENOENT: no such file or directory)`])
})

test('a sound file is a plan with its secrets and its presets', () => {
  const { plan, problems } = read(
    `apiKeys: ["\${KEY}", "file:key", "$\${KEY}"]
x: &timeouts {gapMs: 30}
deployments:
  - {name: one, family: codestral-2508, url: "http://\${HOST}:8000/v1", apiKey: "file:key", timeouts: *timeouts}
  - name: two
    family: mistral
    model: devstral
    provider: mistral
    apiKey: shared
    maxConcurrency: 8
    replicas: [{url: "http://b.test"}, {url: "http://c.test", apiKey: own}]
rules:
  - name: new
    when: {kind: completion}
    split:
      - {arm: old, percent: 85.5, use: [one, two]}
      - {percent: 9.5, use: two, guard: {maxP95Ms: 900}}
      - {percent: 5, hold: true}
    shadow: {use: two, percent: 10}
  - {name: rest, use: one}
`
      .replace('x: &timeouts {gapMs: 30}\n', '')
      .replace('*timeouts', '{gapMs: 30}'),
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(plan?.apiKeys, ['KEY-MARKER', 'KEY-MARKER', `\${KEY}`])
  const [one, two] = plan?.deployments ?? []
  assert.deepEqual(one?.timeouts, { ...TIMEOUTS, gapMs: 30 })
  assert.equal(one?.replicas[0]?.baseUrl, 'http://models.test:8000/v1')
  assert.equal(one?.replicas[0]?.apiKey, 'KEY-MARKER')
  assert.equal(one?.replicas[0]?.model, 'codestral-2508')
  assert.deepEqual(
    two?.replicas.map(({ baseUrl, apiKey, identifier }) => [baseUrl, apiKey, identifier]),
    [
      ['http://b.test', 'shared', 'mistral/devstral'],
      ['http://c.test', 'own', 'mistral/devstral'],
    ],
  )
  assert.equal(two?.maxConcurrency, 8)
  const [rule] = plan?.rules ?? []
  assert.deepEqual(
    rule?.arms.map(({ name, percent, chain }) => [name, percent, chain.map((p) => p.name)]),
    [
      ['old', 85.5, ['one', 'two']],
      ['two', 9.5, ['two']],
    ],
  )
  assert.equal(rule?.hold?.percent, 5)
  assert.equal(rule?.shadow?.deployment, two)
})

test('the fingerprint changes with the file and with its secrets, and with nothing else', () => {
  const path = join(folder, 'midfill.yaml')
  const text = deployment(`${sound}, apiKey: "file:key"`)
  const print = () => fingerprint(readConfigFile({ path, env: ENV, timeouts: TIMEOUTS }).contents)
  writeFileSync(path, text)
  const first = print()
  assert.equal(print(), first)
  writeFileSync(join(folder, 'key'), 'another')
  const second = print()
  assert.notEqual(second, first)
  writeFileSync(path, `${text}# more\n`)
  assert.notEqual(print(), second)
})
