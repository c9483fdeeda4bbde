// What the doctor found, and how it is told to people and to programs.

/** `warning`: works, and somebody should know. `skipped`: nothing to look at, and why. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped'

export interface Finding {
  /** What was looked at, in the order in which a request travels. */
  check: string
  /** Whose: a host, a deployment, a file. Empty: the gateway's own. */
  subject: string
  verdict: Verdict
  /** A sentence without keys, tokens or code. */
  message: string
  /** What to do; where nothing is wrong, nothing. */
  advice?: string
}

const SIGNS: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '-',
}
const CHECK_CHARS = 18

/** One line a finding, and its advice below. */
export function inWords({ check, subject, verdict, message, advice }: Finding): string {
  const about = subject === '' ? message : `${subject}: ${message}`
  const first = `${SIGNS[verdict]} ${check.padEnd(CHECK_CHARS)} ${about}`
  return advice === undefined ? first : `${first}\n${' '.repeat(CHECK_CHARS + 3)}→ ${advice}`
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number => findings.filter((f) => f.verdict === verdict).length
  const [failed, warnings] = [count('failed'), count('warning')]
  if (failed + warnings === 0) return `All is well: ${count('ok')} checks.`
  return `${failed} failed, ${warnings} to know about, ${count('ok')} well.`
}

/** For scripts: 1 where something does not work. */
export const statusOf = (findings: readonly Finding[]): number =>
  findings.some(({ verdict }) => verdict === 'failed') ? 1 : 0

/** A finding of one check and subject, with less to write. */
export function about(check: string, subject: string) {
  const finding =
    (verdict: Verdict) =>
    (message: string, advice?: string): Finding => ({
      check,
      subject,
      verdict,
      message,
      ...(advice === undefined ? {} : { advice }),
    })
  return {
    ok: finding('ok'),
    warning: finding('warning'),
    failed: finding('failed'),
    skipped: finding('skipped'),
  }
}
