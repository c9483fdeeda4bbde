// What a browser tells a screen reader of a page.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

export interface Heard {
  role: string
  name: string
  description: string
  /** Of a live region: how urgently its changes are told. */
  live: string
  /** Text below it. */
  text: string
}

interface AxValue {
  value?: unknown
}
interface AxNode {
  nodeId: string
  ignored: boolean
  childIds?: string[]
  role?: AxValue
  name?: AxValue
  description?: AxValue
  properties?: { name: string; value: AxValue }[]
}

/** The tree that a screen reader gets, without what is kept from it. */
export async function heard(page: Page): Promise<Heard[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] }
  await session.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const word = (value: AxValue | undefined): string => String(value?.value ?? '').trim()
  const textOf = (node: AxNode): string =>
    word(node.role) === 'StaticText'
      ? word(node.name)
      : (node.childIds ?? []).map((id) => textOf(byId.get(id) ?? assert.fail())).join(' ')
  return nodes
    .filter(({ ignored }) => !ignored)
    .map((node) => ({
      role: word(node.role),
      name: word(node.name),
      description: word(node.description),
      live: word(node.properties?.find(({ name }) => name === 'live')?.value),
      text: textOf(node).trim(),
    }))
}
