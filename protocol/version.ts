import manifest from '../package.json' with { type: 'json' }

/** The version in `User-Agent`, `serverInfo` and `midfill --version`. */
export const VERSION: string = manifest.version
