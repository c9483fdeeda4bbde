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
  {
    package: 'react-native-screens@4.4.0',
    later: 'react-native-screens@4.10.0',
    folders: ['android', 'ios', 'src', 'common', 'cpp'],
    role: 'dev',
  },
  {
    package: '@capacitor/android@6.2.0',
    later: '@capacitor/android@8.0.0',
    folders: ['capacitor/src'],
    role: 'test',
  },
  {
    package: '@capacitor/ios@6.2.0',
    later: '@capacitor/ios@8.0.0',
    folders: ['Capacitor', 'CapacitorCordova'],
    role: 'test',
  },
  { package: 'sharp@0.33.0', later: 'sharp@0.34.0', folders: ['lib', 'src'], role: 'dev' },
  { package: 'npm@11.0.0', later: 'npm@11.6.0', folders: ['lib'], role: 'dev' },
  {
    package: '@wordpress/block-library@9.14.0',
    later: '@wordpress/block-library@9.25.0',
    folders: ['src'],
    role: 'dev',
  },
  {
    package: 'expo-notifications@0.29.0',
    later: 'expo-notifications@0.32.0',
    folders: ['android', 'ios', 'src', 'plugin/src'],
    role: 'test',
  },
  { package: 'three@0.171.0', later: 'three@0.175.0', folders: ['src'], role: 'test' },
]
