// A small project: a file that knows something, and another that needs it.

/** `word` stands in a name that occurs nowhere else, and tells where it came from. */
export const ledger = (word = ''): string =>
  [
    'export interface Ledger { entries: Entry[] }',
    'export function closeQuarter(ledger: Ledger, auditor: Auditor) {',
    `  return auditor.reconcile${word}Balances(ledger.entries)`,
    '}',
    '',
  ].join('\n')

/** Needs the ledger of a module; the cursor is marked. */
export const reportOn = (module: string): string =>
  [
    `import { closeQuarter, type Ledger } from '${module}'`,
    '',
    'export function report(ledger: Ledger, auditor: Auditor) {',
    '  ‸',
    '}',
    '',
  ].join('\n')
