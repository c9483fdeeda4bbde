// Runs in the page that shows the editor, before its own scripts.
const wordsOf = (parts) => parts.map((part) => part.textContent).join('')

globalThis.midfill = {
  /** The grey text, line by line; empty when there is none. */
  greyText() {
    const first = [...document.querySelectorAll('.view-lines [class*=ghost-text]')]
    const further = [
      ...document.querySelectorAll(
        '.view-zones [class*=ghost-text] .view-line, .view-zones .suggest-preview-text .view-line',
      ),
    ]
    const own = first.filter((part) => !further.some((line) => line.contains(part)))
    const texts = [own, ...further.map((line) => [line])].map(wordsOf)
    // The editor draws spaces that do not break.
    return texts.join('\n').replaceAll('\u00a0', ' ').trimEnd()
  },

  /** Keys, and the grey text as it became: `{ atMs, key }` and `{ atMs, grey }`. */
  seen: [],

  watchKeys() {
    const { seen } = globalThis.midfill
    let last = ''
    const look = () => {
      const grey = globalThis.midfill.greyText()
      if (grey === last) return
      last = grey
      seen.push({ atMs: performance.now(), grey })
    }
    document.addEventListener(
      'keydown',
      ({ key }) => seen.push({ atMs: performance.now(), key }),
      true,
    )
    const what = { subtree: true, childList: true, characterData: true, attributes: true }
    new MutationObserver(look).observe(document.body, what)
  },
}
