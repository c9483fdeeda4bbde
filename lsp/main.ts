import { setFlagsFromString } from 'node:v8'
import { connectEditor, type EditorWay } from './editor-connection.ts'
import { serve } from './server.ts'

/**
 * Each key makes a new text of its document, which is garbage soon. V8 would let such texts grow to several times what
 * is alive before it looks, here and in the threads: 50 MB more, for a collection less often.
 */
const HEAP_FLAGS = '--heap-growing-percent=30 --max-semi-space-size=2'
/** The middle compiler of newer V8s works for code that runs often: here it costs 10 MB and starts the server later. */
const COMPILER_FLAGS = '--no-maglev'
const IS_NODE_20 = process.versions.node.startsWith('20.')
/**
 * Node 20 optimises code that ran a few hundred times, Node 22 and later only after some thousands: most of what a key
 * runs never pays that back, and the compiler's threads took a fifth of a key's processor time.
 */
const LATE_OPTIMISATION = IS_NODE_20 ? '--interrupt-budget=1000000' : ''
/**
 * Opening a small file made V8 optimise what reads grammars and queries, once for each, in 0.4 s of a core and 12 MB
 * that the allocator keeps, 20 MB on Node 24. A large file that is typed in for a minute still gets there.
 */
const LATE_WASM_OPTIMISATION = '--wasm-tiering-budget=1000000000'
/**
 * Eight seconds after a collection of a heap that has grown V8 makes two more, to give memory back: 10 to 20 ms of each
 * thread, between the first keys. The second finds nothing that the first has left.
 */
const ONE_TIDYING = IS_NODE_20 ? '--memory-reducer-single-gc' : '--memory-reducer-gc-count=1'
const FLAGS = [HEAP_FLAGS, COMPILER_FLAGS, LATE_OPTIMISATION, LATE_WASM_OPTIMISATION, ONE_TIDYING]

/** Speaks LSP the way the editor asks for, standard input and output without a word, until the editor goes away. */
export function runLanguageServer(way: EditorWay): void {
  for (const flags of FLAGS) setFlagsFromString(flags)
  const say = (why: string, then?: () => void) => process.stderr.write(`midfill: ${why}\n`, then)
  const connection = connectEditor(way, {
    closed: (isPlanned) => process.exit(isPlanned ? 0 : 1),
    // Editors start a server again that has left; one that hears nothing would stay for ever.
    broken: (why) => say(why, () => process.exit(1)),
    skipped: (why) => say(`the editor sent ${why}`),
  })
  serve(connection, process.env)
}
