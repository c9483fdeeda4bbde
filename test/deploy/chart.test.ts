// The Helm chart, as it was rendered: it is current, and its objects fit each other.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { cases, render, renderedFile, sumOf } from '../../scripts/chart.ts'
import { hasProgram } from '../support/programs.ts'

interface Labelled {
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: objects of a dozen kinds, which e2e holds against Kubernetes' schemas.
  [member: string]: any
}

const objects = (name: string): Labelled[] =>
  parseAllDocuments(readFileSync(renderedFile(name), 'utf8')).map((document) => document.toJS())
const ofKind = (name: string, kind: string): Labelled => {
  const found = objects(name).find((object) => object.kind === kind)
  assert.ok(found, `${kind} in ${name}`)
  return found
}

for (const name of cases()) {
  test(`${name} was rendered from the chart as it is; else run scripts/chart.ts`, () => {
    const rendered = readFileSync(renderedFile(name), 'utf8')
    assert.ok(rendered.startsWith(sumOf(name)))
  })

  test(`${name}: selectors find the pods, and ports are those of the container`, () => {
    const { template, selector } = ofKind(name, 'Deployment').spec
    const service = ofKind(name, 'Service').spec
    const [container] = template.spec.containers
    for (const labels of [selector.matchLabels, service.selector]) {
      for (const [label, value] of Object.entries(labels)) {
        assert.equal(template.metadata.labels[label], value)
      }
    }
    const ports = container.ports.map((port: { name: string }) => port.name)
    for (const { targetPort } of service.ports) assert.ok(ports.includes(targetPort))
    const volumes = template.spec.volumes?.map((volume: { name: string }) => volume.name) ?? []
    for (const mount of container.volumeMounts ?? []) assert.ok(volumes.includes(mount.name))
  })

  test(`${name}: no privilege, no place to write, and time for streams to finish`, () => {
    const { spec } = ofKind(name, 'Deployment').spec.template
    const [{ securityContext }] = spec.containers
    assert.equal(spec.automountServiceAccountToken, false)
    assert.equal(spec.securityContext.runAsNonRoot, true)
    assert.equal(spec.securityContext.seccompProfile.type, 'RuntimeDefault')
    assert.deepEqual(securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    })
    assert.ok(spec.terminationGracePeriodSeconds > 30)
  })
}

test('OpenShift gives the user', () => {
  const { securityContext } = ofKind('openshift.yaml', 'Deployment').spec.template.spec
  assert.equal('runAsUser' in securityContext, false)
  assert.equal('runAsGroup' in securityContext, false)
})

test('what autoscaling decides is not fixed beside it', () => {
  assert.equal('replicas' in ofKind('everything.yaml', 'Deployment').spec, false)
  assert.equal(ofKind('defaults.yaml', 'Deployment').spec.replicas, 2)
})

const skip = hasProgram('helm') ? false : 'helm is not installed'
test('helm renders the same now', { skip }, () => {
  for (const name of cases()) assert.equal(render(name), readFileSync(renderedFile(name), 'utf8'))
})
