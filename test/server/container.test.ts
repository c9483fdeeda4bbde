// What the Dockerfile says of a running gateway.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authority, leafOf } from '../support/certificate.ts'
import { startGateway } from '../support/gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'midfill-container-'))
after(() => rmSync(folder, { recursive: true }))

const [, command = ''] =
  /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? []
const [program, ...args]: string[] = JSON.parse(command)

/** The exit status of the container's health check, inside the container. */
function healthCheck(port: string, env: Record<string, string> = {}): number | null {
  assert.equal(program, 'node')
  const inside = { ...env, AIGW_FASTAPI__API_PORT: port }
  return spawnSync(process.execPath, args, { env: inside, timeout: 10_000 }).status
}

test('the health check of the container tells a gateway from none, with TLS and without', async (t) => {
  const { certPem, keyPem } = leafOf(authority(), { hosts: ['gateway.example.com'] })
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  writeFileSync(cert, certPem)
  writeFileSync(key, keyPem)
  const tls = {
    AIGW_FASTAPI__TLS__ENABLED: 'yes',
    AIGW_FASTAPI__TLS__CERT_FILE: cert,
    AIGW_FASTAPI__TLS__KEY_FILE: key,
  }
  for (const env of [{}, tls]) {
    const gateway = await startGateway(t, env)
    const { port } = new URL(gateway.url)
    assert.equal(healthCheck(port, env), 0)
    await gateway.stop()
    assert.equal(healthCheck(port, env), 1)
  }
})
