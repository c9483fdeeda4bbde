// Files that hold keys and passwords by their purpose: they never leave, whatever the settings say.
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts'

const PATTERNS = [
  // The environment of a program; examples of it are made to be shared.
  ...[
    '.env',
    '.env.*',
    '*.env',
    '.envrc',
    '!.env.example',
    '!.env.sample',
    '!.env.template',
    '!.env.dist',
  ],
  // Keys and key stores.
  ...[
    '*.pem',
    '*.key',
    '*.ppk',
    '*.p8',
    '*.p12',
    '*.pfx',
    '*.jks',
    '*.keystore',
    '*.kdb',
    '*.kdbx',
  ],
  ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', '*.gpg'],
  ...['.ssh/', '.gnupg/', '.password-store/', 'secring.*'],
  // Passwords and tokens of tools.
  ...['.netrc', '_netrc', '.pgpass', '.my.cnf', '.mylogin.cnf', '.htpasswd', '.git-credentials'],
  ...['.npmrc', '.pypirc', '.gem/credentials', '.cargo/credentials', '.cargo/credentials.toml'],
  ...[
    '.aws/credentials',
    '.aws/config',
    '.azure/',
    '.config/gcloud/',
    '.kube/config',
    'kubeconfig',
  ],
  ...[
    '.docker/config.json',
    '.dockercfg',
    '.terraformrc',
    'terraform.rc',
    '.vault-token',
    '.s3cfg',
    '.boto',
  ],
  // What frameworks and clouds write.
  ...[
    'master.key',
    'credentials.yml.enc',
    'secrets.yml',
    'secrets.yaml',
    'secrets.json',
    'secrets.toml',
  ],
  ...['service-account*.json', 'service_account*.json', 'client_secret*.json', 'credentials.json'],
  ...['*.tfstate', '*.tfstate.*', '*.tfvars', '*.tfvars.json', '.vault_pass*', '*.ovpn'],
  '.git/',
]

let rules: IgnoreRules | undefined

/** `path` is absolute or relative, with `/` or `\`; letter case does not matter. */
export function isSecretFile(path: string): boolean {
  // A slash in the middle would bind a pattern to the top folder.
  rules ??= ignoreRules(PATTERNS.map((one) => (/\/./.test(one) ? `**/${one}` : one)))
  const relative = path.replaceAll('\\', '/').replace(/^(?:[A-Za-z]:)?\/+/, '')
  return rules(relative) === 'ignored'
}
