// Secrets that are known by where they stand: in an address, a header, a command line, a statement.

export interface PlacedSecret {
  kind: string
  keyword: string
  /** The group `secret` is what is masked. */
  pattern: RegExp
  /** Only values that look random: words stand in these places too. */
  mustBeRandom?: true
}

export const PLACED_SECRETS: readonly PlacedSecret[] = [
  {
    kind: 'password in a connection string',
    keyword: '://',
    // Greedy up to the last @, which a password may hold too.
    pattern: /:\/\/[^\s:/@'"<>`]{0,128}:(?<secret>[^\s/'"<>`]{1,256})@(?=[\w.$[{-])/dg,
  },
  {
    kind: 'password in a connection string',
    keyword: ';',
    pattern: /;[^\S\n]{0,4}(?:password|pwd)[^\S\n]{0,4}=[^\S\n]{0,4}(?<secret>[^;"'\s]{3,256})/dgi,
  },
  {
    kind: 'storage account key',
    keyword: 'Key=',
    pattern:
      /(?:AccountKey|SharedAccessKey|SharedSecretKey)=(?<secret>[A-Za-z0-9+/]{20,200}={0,2})/dg,
  },
  {
    kind: 'secret in an address',
    keyword: '=',
    pattern:
      /[?&](?:sig|signature|password|passwd|pwd|secret|client_secret|token|access_token|auth|api_?key|key|X-Amz-Signature|X-Amz-Security-Token)=(?<secret>[^&\s"'`#<>]{8,2000})/dgi,
    mustBeRandom: true,
  },
  {
    kind: 'credentials in a header',
    keyword: ' ',
    pattern:
      /\b(?:bearer|basic|token|apikey)[^\S\n]{1,4}(?<secret>[A-Za-z0-9+/_.~-]{12,4000}={0,2})/dgi,
    mustBeRandom: true,
  },
  {
    kind: 'credentials on a command line',
    keyword: 'curl',
    pattern: /\s(?:-u|--user)[ =]['"]?[^\s:'"]{1,128}:(?<secret>[^\s'"]{3,256})/dg,
  },
  {
    kind: 'credentials on a command line',
    keyword: '--',
    pattern:
      /\s--(?:password|passwd|token|secret|api-key)[^\S\n]{1,4}['"]?(?<secret>[^\s'"-][^\s'"]{7,256})/dgm,
    mustBeRandom: true,
  },
  {
    kind: 'credentials on a command line',
    keyword: 'mysql',
    pattern: /\bmysql\w{0,8}\b[^\n]{0,80}?\s-p(?<secret>[^\s'"]{4,256})/dg,
  },
  {
    kind: 'environment of a container',
    keyword: 'ENV',
    pattern:
      /^\s*ENV\s{1,4}\w{0,40}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD)\w{0,20}[^\S\n]{1,4}(?<secret>[^\s=]{6,256})/dgm,
  },
  {
    kind: 'password in .netrc',
    keyword: 'password',
    pattern: /\blogin[^\S\n]{1,8}\S{1,128}[^\S\n]{1,8}password[^\S\n]{1,8}(?<secret>\S{3,256})/dg,
  },
  {
    kind: 'password in SQL',
    keyword: "'",
    pattern:
      /\b(?:identified[^\S\n]{1,4}by|with[^\S\n]{1,4}password|\spassword)[^\S\n]{1,4}'(?<secret>[^'\n]{3,256})'/dgi,
  },
]
