import type { Node } from './parser.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/**
 * The nodes that hold the character at an index, innermost first, up to a limit.
 * They have a width: tree-sitter looks for the parent of one without by recursion, which ends in a
 * trap on trees that are deep.
 */
export function nodesAround(tree: SyntaxTree, index: number, limit: number): Node[] {
  const nodes: Node[] = []
  let node = tree.root?.descendantForIndex(index, index + 1) ?? null
  while (node && node.startIndex < node.endIndex && nodes.length < limit) {
    nodes.push(node)
    node = node.parent
  }
  return nodes
}
