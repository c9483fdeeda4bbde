// Repositories that npm ships as source: what is measured on, and what the numbers are fitted on.

export interface Repository {
  /** As npm names it, with the pinned version. */
  package: string
  /** Folders inside the package that hold source as it was written. */
  folders: readonly string[]
  /** Numbers are chosen on `dev` only; figures are reported on `test` only. */
  role: 'dev' | 'test'
}

export const REPOSITORIES: readonly Repository[] = [
  { package: 'rxjs@7.8.1', folders: ['src'], role: 'dev' },
  { package: 'webpack@5.97.1', folders: ['lib', 'hot'], role: 'dev' },
  { package: 'node-gyp@11.0.0', folders: ['lib', 'gyp'], role: 'dev' },
  { package: 'undici@7.2.0', folders: ['lib', 'types', 'docs'], role: 'dev' },
  { package: 'knex@3.1.0', folders: ['lib', 'types'], role: 'dev' },
  { package: 'cordova-android@13.0.0', folders: ['framework', 'lib'], role: 'dev' },
  { package: '@tanstack/query-core@5.62.0', folders: ['src'], role: 'dev' },
  { package: 'fastify@5.2.1', folders: ['lib', 'test', 'types'], role: 'test' },
  { package: 'eslint@9.17.0', folders: ['lib', 'conf'], role: 'test' },
  { package: 'svelte@5.16.0', folders: ['src'], role: 'test' },
  { package: 'zod@4.1.5', folders: ['src'], role: 'test' },
  {
    package: 'expo-modules-core@2.1.0',
    folders: ['android', 'ios', 'src', 'common'],
    role: 'test',
  },
  { package: 'mongoose@8.9.0', folders: ['lib', 'types'], role: 'test' },
  { package: 'node-addon-api@8.3.0', folders: ['.'], role: 'test' },
]
