// Repositories that npm ships as source: what is measured on, and what the numbers are fitted on.

export interface Repository {
  /** As npm names it, with the pinned version. */
  package: string
  /** A later release of it: the lines that it added are what new code is like. */
  later?: string
  /** Folders inside the package that hold source as it was written. */
  folders: readonly string[]
  /** Numbers are chosen on `dev` only; figures are reported on `test` only. */
  role: 'dev' | 'test'
}

export const REPOSITORIES: readonly Repository[] = [
  { package: 'rxjs@7.8.1', folders: ['src'], role: 'dev' },
  { package: 'webpack@5.97.1', later: 'webpack@5.99.0', folders: ['lib', 'hot'], role: 'dev' },
  { package: 'node-gyp@11.0.0', later: 'node-gyp@11.2.0', folders: ['lib', 'gyp'], role: 'dev' },
  {
    package: 'undici@7.2.0',
    later: 'undici@7.10.0',
    folders: ['lib', 'types', 'docs'],
    role: 'dev',
  },
  { package: 'knex@3.1.0', later: 'knex@3.2.0', folders: ['lib', 'types'], role: 'dev' },
  {
    package: 'cordova-android@13.0.0',
    later: 'cordova-android@14.0.0',
    folders: ['framework', 'lib'],
    role: 'dev',
  },
  {
    package: '@tanstack/query-core@5.62.0',
    later: '@tanstack/query-core@5.80.2',
    folders: ['src'],
    role: 'dev',
  },
  {
    package: 'fastify@5.2.1',
    later: 'fastify@5.4.0',
    folders: ['lib', 'test', 'types'],
    role: 'test',
  },
  { package: 'eslint@9.17.0', later: 'eslint@9.25.0', folders: ['lib', 'conf'], role: 'test' },
  { package: 'svelte@5.16.0', later: 'svelte@5.25.0', folders: ['src'], role: 'test' },
  { package: 'zod@4.1.5', later: 'zod@4.3.0', folders: ['src'], role: 'test' },
  {
    package: 'expo-modules-core@2.1.0',
    later: 'expo-modules-core@2.3.0',
    folders: ['android', 'ios', 'src', 'common'],
    role: 'test',
  },
  { package: 'mongoose@8.9.0', later: 'mongoose@8.15.0', folders: ['lib', 'types'], role: 'test' },
  { package: 'node-addon-api@8.3.0', later: 'node-addon-api@8.5.0', folders: ['.'], role: 'test' },
]
