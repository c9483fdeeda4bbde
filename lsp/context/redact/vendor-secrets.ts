// Keys and tokens that are known by their own form. Formats: the vendors' documents and GitHub's and GitLab's lists
// of patterns for secret scanning, read 2026-11-21.

export interface VendorSecret {
  kind: string
  /** Stands in every secret of the kind: a text without it is not searched. */
  keyword: string
  /** Begins with its own letters, and its repetitions cannot fail behind or are bounded: time is linear. */
  pattern: RegExp
  startsWord: boolean
}

/** A kind with a prefix so short that it must stand at the beginning of a word. */
const secret = (kind: string, keyword: string, pattern: RegExp | string): VendorSecret =>
  typeof pattern === 'string'
    ? { kind, keyword, pattern: new RegExp(pattern, 'g'), startsWord: true }
    : { kind, keyword, pattern, startsWord: false }

/** The kinds whose secrets begin with a word of their own, long enough to stand anywhere. */
const PREFIXED: Record<string, [kind: string, body: string]> = {
  'glpat-': ['GitLab personal access token', '[\\w-]{16,}(?:\\.[\\w-]{2,})*'],
  'glrt-': ['GitLab runner token', '[\\w-]{16,}(?:\\.[\\w-]{2,})*'],
  'glrtr-': ['GitLab runner registration token', '[\\w-]{16,}(?:\\.[\\w-]{2,})*'],
  'gldt-': ['GitLab deploy token', '[\\w-]{16,}'],
  'glcbt-': ['GitLab job token', '[\\w-]{16,}'],
  'glptt-': ['GitLab trigger token', '[\\w-]{16,}'],
  'glft-': ['GitLab feed token', '[\\w-]{16,}'],
  'glimt-': ['GitLab mail token', '[\\w-]{16,}'],
  'glagent-': ['GitLab agent token', '[\\w-]{16,}'],
  'glsoat-': ['GitLab SCIM token', '[\\w-]{16,}'],
  'gloas-': ['GitLab application secret', '[\\w-]{16,}'],
  'glffct-': ['GitLab feature flag token', '[\\w-]{16,}'],
  'glwt-': ['GitLab workspace token', '[\\w-]{16,}'],
  GR1348941: ['GitLab runner registration token', '[\\w-]{16,}'],
  ghp_: ['GitHub token', '[A-Za-z0-9]{36,}'],
  gho_: ['GitHub token', '[A-Za-z0-9]{36,}'],
  ghu_: ['GitHub token', '[A-Za-z0-9]{36,}'],
  ghs_: ['GitHub token', '[A-Za-z0-9]{36,}'],
  ghr_: ['GitHub token', '[A-Za-z0-9]{36,}'],
  github_pat_: ['GitHub fine-grained token', '\\w{22,}'],
  AIza: ['Google API key', '[\\w-]{35}'],
  'ya29.': ['Google OAuth token', '[\\w-]{20,}'],
  'GOCSPX-': ['Google OAuth secret', '[\\w-]{20,}'],
  'hooks.slack.com/': ['Slack webhook', '(?:services|workflows|triggers)/[\\w+/]{20,}'],
  'xapp-': ['Slack app token', '\\d-[A-Za-z0-9-]{10,}'],
  sk_live_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  sk_test_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  rk_live_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  rk_test_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  pk_live_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  pk_test_: ['Stripe key', '[A-Za-z0-9]{10,}'],
  whsec_: ['webhook secret', '[\\w+/]{24,}={0,2}'],
  npm_: ['npm token', '[A-Za-z0-9]{36}'],
  'pypi-AgE': ['PyPI token', '[\\w-]{50,}'],
  rubygems_: ['RubyGems key', '[0-9a-f]{48}'],
  'sk-ant-': ['Anthropic key', '[\\w-]{20,}'],
  hf_: ['Hugging Face token', '[A-Za-z0-9]{30,}'],
  gsk_: ['Groq key', '[A-Za-z0-9]{40,}'],
  'pplx-': ['Perplexity key', '[A-Za-z0-9]{40,}'],
  dop_v1_: ['DigitalOcean token', '[0-9a-f]{64}'],
  doo_v1_: ['DigitalOcean token', '[0-9a-f]{64}'],
  dor_v1_: ['DigitalOcean token', '[0-9a-f]{64}'],
  shpat_: ['Shopify token', '[0-9a-fA-F]{32}'],
  shpca_: ['Shopify token', '[0-9a-fA-F]{32}'],
  shppa_: ['Shopify token', '[0-9a-fA-F]{32}'],
  shpss_: ['Shopify secret', '[0-9a-fA-F]{32}'],
  sq0atp: ['Square token', '-[\\w-]{22,}'],
  sq0csp: ['Square secret', '-[\\w-]{22,}'],
  glsa_: ['Grafana token', '[A-Za-z0-9]{32}_[0-9a-fA-F]{8}'],
  glc_: ['Grafana Cloud token', '[\\w+/]{32,}={0,2}'],
  lin_api_: ['Linear key', '[A-Za-z0-9]{40}'],
  ntn_: ['Notion token', '[A-Za-z0-9]{40,}'],
  'PMAK-': ['Postman key', '[0-9a-f]{24}-[0-9a-f]{34}'],
  'NRAK-': ['New Relic key', '[A-Z0-9]{27}'],
  sntrys_: ['Sentry token', '[\\w+/=-]{40,}'],
  sntryu_: ['Sentry token', '[0-9a-f]{64}'],
  dckr_pat_: ['Docker token', '[\\w-]{20,}'],
  dckr_oat_: ['Docker token', '[\\w-]{20,}'],
  ATATT3: ['Atlassian token', '[\\w=-]{50,}'],
  ATCTT3: ['Atlassian token', '[\\w=-]{50,}'],
  pscale_: ['PlanetScale secret', '(?:tkn|pw|oauth)_[\\w=.-]{32,}'],
  sbp_: ['Supabase token', '[0-9a-f]{40}'],
  sb_secret_: ['Supabase key', '[\\w-]{20,}'],
  'AGE-SECRET-KEY-1': ['age key', '[A-Z0-9]{58}'],
  'HRKU-': ['Heroku key', '[\\w-]{36,}'],
  'xkeysib-': ['Brevo key', '[0-9a-f]{64}-[A-Za-z0-9]{16}'],
  figd_: ['Figma token', '[\\w-]{36,}'],
  'dt0c01.': ['Dynatrace token', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  FLWSECK: ['Flutterwave key', '(?:_TEST)?-[\\w-]{12,}'],
  ops_eyJ: ['1Password token', '[\\w+/-]{200,}={0,2}'],
  'discord.com/api/webhooks/': ['Discord webhook', '\\d{15,20}/[\\w-]{60,}'],
  CCIPAT_: ['CircleCI token', '[\\w]{40,}'],
  nfp_: ['Netlify token', '[A-Za-z0-9]{36}'],
  fm2_: ['Fly.io token', '[\\w+/]{60,}={0,2}'],
  CLOJARS_: ['Clojars token', '[A-Za-z0-9]{60}'],
  duffel_test_: ['Duffel token', '[\\w=-]{43}'],
  duffel_live_: ['Duffel token', '[\\w=-]{43}'],
  shippo_test_: ['Shippo token', '[0-9a-fA-F]{40}'],
  shippo_live_: ['Shippo token', '[0-9a-fA-F]{40}'],
  rdme_: ['ReadMe key', '[A-Za-z0-9]{70}'],
  tfp_: ['Typeform token', '[\\w=.-]{59}'],
  pnu_: ['Prefect key', '[A-Za-z0-9]{36}'],
  'fio-u-': ['Frame.io token', '[\\w=-]{64}'],
  'dnkey-': ['Defined Networking key', '[\\w=-]{26}-[\\w=-]{52}'],
}

/** The kinds that need more than a prefix to be told from ordinary text. */
const SHAPED: readonly VendorSecret[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'].map((prefix) =>
    secret('AWS access key', prefix, `${prefix}[A-Z0-9]{${20 - prefix.length}}(?![A-Za-z0-9])`),
  ),
  secret('Slack token', 'xox', /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}/g),
  secret('OpenAI key', 'sk-', 'sk-(?:proj-|svcacct-|admin-|or-v1-)?(?=[\\w-]{0,60}\\d)[\\w-]{32,}'),
  secret(
    'JSON web token',
    'eyJ',
    'eyJ[\\w-]{6,400}\\.eyJ[\\w-]{4,8000}(?:\\.[\\w-]{0,8000})?={0,2}',
  ),
  secret('SendGrid key', 'SG.', 'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}'),
  secret('Twilio key', 'SK', 'SK[0-9a-f]{32}(?![0-9A-Za-z])'),
  secret('Mailgun key', 'key-', 'key-[0-9a-f]{32}(?![0-9A-Za-z])'),
  secret('Mailchimp key', '-us', '[0-9a-f]{32}-us\\d{1,2}(?!\\w)'),
  secret('Databricks token', 'dapi', 'dapi[0-9a-f]{32}(?:-\\d)?'),
  secret('Vault token', 'hv', 'hv[sbr]\\.[\\w-]{20,}'),
  secret('Doppler token', 'dp.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{30,}'),
  secret('Notion token', 'secret_', 'secret_[A-Za-z0-9]{43}(?!\\w)'),
  secret('Telegram bot token', ':AA', '\\d{8,10}:AA[\\w-]{33}(?![\\w-])'),
  secret('Discord token', '.', '[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,38}(?![\\w-])'),
  secret('Dropbox token', 'sl.', 'sl\\.[\\w-]{100,}'),
  secret('Facebook token', 'EAA', 'EAA[A-Za-z0-9]{90,}(?![A-Za-z0-9+/=_])'),
  secret('crates.io token', 'cio', 'cio[A-Za-z0-9]{32}(?!\\w)'),
  secret('Alibaba access key', 'LTAI', 'LTAI[A-Za-z0-9]{12,24}(?!\\w)'),
  secret('Tencent access key', 'AKID', 'AKID[A-Za-z0-9]{32}(?!\\w)'),
  secret('Artifactory key', 'AKCp', 'AKCp[A-Za-z0-9]{60,}'),
  secret('Terraform Cloud token', '.atlasv1.', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}'),
  secret('Pulumi token', 'pul-', 'pul-[0-9a-f]{40}'),
  secret('Airtable token', 'pat', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}'),
  secret('NuGet key', 'oy2', 'oy2[a-z0-9]{43}(?!\\w)'),
  secret('Replicate token', 'r8_', 'r8_[A-Za-z0-9]{37}'),
  secret('xAI key', 'xai-', 'xai-[A-Za-z0-9]{70,}'),
  secret('Bitbucket app password', 'ATBB', 'ATBB[A-Za-z0-9]{24,}'),
  secret('Mapbox secret token', 'sk.eyJ', 'sk\\.eyJ[\\w-]{20,2000}\\.[\\w-]{10,}'),
  secret('Azure client secret', 'Q~', /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g),
  secret('EasyPost key', 'EZ', 'EZ[AT]K[A-Za-z0-9]{54}'),
  secret('Adobe client secret', 'p8e-', 'p8e-[A-Za-z0-9]{32}(?!\\w)'),
  secret('Infracost key', 'ico-', 'ico-[A-Za-z0-9]{32}(?!\\w)'),
  secret('SonarQube token', 'sq', 'sq[uap]_[0-9a-f]{40}'),
]

/** A regular expression that matches a text as it is. */
export const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

export const VENDOR_SECRETS: readonly VendorSecret[] = [
  ...Object.entries(PREFIXED).map(([prefix, [kind, body]]) =>
    secret(kind, prefix, new RegExp(quoted(prefix) + body, 'g')),
  ),
  ...SHAPED,
]
