// Secrets of many kinds, made up from a seed: none of them is real, and no two runs differ.

const DIGITS = '0123456789'
const HEX = `${DIGITS}abcdef`
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const BASE62 = DIGITS + LOWER + UPPER
const BASE64URL = `${BASE62}-_`
const WORDS = ['correct', 'horse', 'battery', 'staple', 'winter', 'dragon', 'summer', 'monkey']

export interface Planted {
  kind: string
  /** The line that is planted. */
  line: string
  /** What must not leave. */
  secret: string
}

type Random = () => number
type Make = (random: Random) => { before: string; secret: string; after: string }

function text(random: Random, alphabet: string, chars: number): string {
  return Array.from({ length: chars }, () => alphabet[Math.floor(random() * alphabet.length)]).join(
    '',
  )
}

const pick = (random: Random, from: readonly string[]): string =>
  from[Math.floor(random() * from.length)] ?? ''

/** A token in a place that says nothing about it. */
const token =
  (prefix: string, alphabet: string, chars: number, ending = ''): Make =>
  (random) => ({
    before: pick(random, ['const value = "', "x: '", 'run(`', 'VALUE=', '  - ']),
    secret: prefix + text(random, alphabet, chars) + ending,
    after: '',
  })

const named =
  (before: readonly string[], alphabet: string, chars: number, after = '"'): Make =>
  (random) => ({ before: pick(random, before), secret: text(random, alphabet, chars), after })

const password =
  (before: readonly string[], after: string): Make =>
  (random) => ({
    before: pick(random, before),
    secret:
      pick(random, WORDS) +
      pick(random, WORDS) +
      text(random, DIGITS, 2) +
      pick(random, ['!', '$', '#', '']),
    after,
  })

/** The prefixes are cut in two, so that no scanner of repositories takes this file for a leak. */
export const KINDS: Record<string, Make> = {
  'AWS access key': token(`AK${'IA'}`, UPPER + DIGITS, 16),
  'AWS secret key': named(['aws_secret_access_key = ', 'AWS_SECRET_ACCESS_KEY='], BASE62, 40, ''),
  'GitLab personal token': token(`gl${'pat-'}`, BASE64URL, 20),
  'GitLab runner token': token(`gl${'rt-'}`, BASE64URL, 20),
  'GitHub token': token(`gh${'p_'}`, BASE62, 36),
  'GitHub fine-grained token': token(`github${'_pat_'}`, BASE62, 82),
  'Slack token': token(`xo${'xb-'}`, DIGITS, 12, `-${'a1B2c3D4e5F6'}`),
  'Stripe key': token(`sk${'_live_'}`, BASE62, 24),
  'Google key': token(`AI${'za'}`, BASE64URL, 35),
  'npm token': token(`np${'m_'}`, BASE62, 36),
  'SendGrid key': (random) => ({
    before: 'key = "',
    secret: `S${'G.'}${text(random, BASE62, 22)}.${text(random, BASE64URL, 43)}`,
    after: '"',
  }),
  'OpenAI key': token(`sk${'-proj-'}`, BASE62, 48),
  'Hugging Face token': token(`hf${'_'}`, BASE62, 34),
  'DigitalOcean token': token(`dop${'_v1_'}`, HEX, 64),
  'Databricks token': token(`dap${'i'}`, HEX, 32),
  'JSON web token': (random) => ({
    before: 'Authorization: Bearer ',
    secret: `ey${'J'}hbGciOiJIUzI1NiJ9.ey${'J'}${text(random, BASE64URL, 40)}.${text(random, BASE64URL, 43)}`,
    after: '',
  }),
  'private key': (random) => ({
    before: 'const pem = "',
    secret: `-----BEGIN ${'PRIVATE'} KEY-----\\n${text(random, BASE62, 64)}\\n-----END ${'PRIVATE'} KEY----`,
    after: '-"',
  }),
  'connection string': password(
    ['postgres://app:', 'url: "mysql://root:', 'amqp://guest:'],
    '@db.internal/app',
  ),
  'storage account key': (random) => ({
    before: 'AccountName=app;AccountKey=',
    secret: `${text(random, BASE62, 86)}==`,
    after: ';',
  }),
  'basic header': (random) => ({
    before: 'headers["Authorization"] = "Basic ',
    secret: Buffer.from(`app:${text(random, BASE62, 12)}`).toString('base64'),
    after: '"',
  }),
  'assigned hex': named(['api_key = "', '"client_secret": "', 'authToken: "'], HEX, 32),
  'assigned base62': named(
    ['const API_KEY: string = "', 'secretKey := "', 'private String token = "'],
    BASE62,
    24,
  ),
  'assigned password': password(['password = "', '"password": "', 'db_password: "'], '"'),
  'password of an environment': password(
    ['DB_PASSWORD=', 'export ADMIN_PASSWORD=', 'PGPASSWORD='],
    '',
  ),
}

export function planted(count: number, random: Random): Planted[] {
  const kinds = Object.entries(KINDS)
  return Array.from({ length: count }, (_, index) => {
    const [kind, make] = kinds[index % kinds.length] ?? ['', token('', HEX, 0)]
    const { before, secret, after } = make(random)
    return { kind, secret, line: before + secret + after }
  })
}
