import { spawnSync } from 'node:child_process'

/** Fails with a clear word when a program that a test drives is not on this machine. */
export function needsProgram(program: string, debianPackage = program): void {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' })
  if (error) {
    throw new Error(
      `this test drives ${program}: install it (Debian: apt-get install ${debianPackage})`,
    )
  }
}

export const hasProgram = (program: string): boolean =>
  spawnSync(program, ['version'], { stdio: 'ignore' }).error === undefined
