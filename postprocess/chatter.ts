// What chat models say before their code.

const OPENERS = [
  ...['Here is ', 'Here are ', "Here's ", 'Here you go', 'Below is ', 'The following '],
  ...[
    'Sure',
    'Certainly',
    'Of course',
    'Okay',
    'Absolutely',
    'You can ',
    "Let's ",
    "I'll ",
    "I've ",
  ],
]
/** Prose has none of these. */
const CODE = /[;{}=]/
/** More is no introduction. */
const MAX_CHARS = 600
const MAX_LINES = 3

/** Whether a text, or what it may still become, introduces code. */
export function mayBeChatter(text: string): boolean {
  const start = text.trimStart()
  if (start.length > MAX_CHARS || CODE.test(start)) return false
  if (start.split('\n').filter((line) => line.trim() !== '').length > MAX_LINES) return false
  return OPENERS.some((opener) => opener.startsWith(start) || start.startsWith(opener))
}
