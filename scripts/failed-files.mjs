// A reporter of node's test runner, which loads it as it stands: the files of the tests that failed, a line each.

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} events */
// biome-ignore lint/style/noDefaultExport: node takes no other.
export default async function* failedFiles(events) {
  for await (const { type, data } of events) {
    // What a file as a whole ended with has its name in place of a test's.
    if (type === 'test:fail') yield `${data.file ?? data.name}\n`
  }
}
