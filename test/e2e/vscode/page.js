// Runs in the page that shows the editor, before its own scripts.
globalThis.midfill = {
  /** The grey text, line by line; empty when there is none. */
  greyText() {
    const first = [...document.querySelectorAll('.view-line [class*=ghost-text]')]
    const further = [...document.querySelectorAll('.view-zones .suggest-preview-text .view-line')]
    const lines = [first, ...further.map((line) => [line])]
    const texts = lines.map((parts) => parts.map((part) => part.textContent).join(''))
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
