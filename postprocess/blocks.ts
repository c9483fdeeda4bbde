// What lines tell of blocks without a parser.

const BLOCK_OPENER = /([{:]|=>|->|\b(do|then|begin|else|ensure)(\s*\|[^|]*\|)?)\s*$/
const CONTROL =
  /^\s*[)}\]]*\s*(if|else|elif|elsif|unless|for|foreach|while|until|switch|case|match|loop|try|catch|except|finally|do|with|using|when|select|begin|rescue|ensure|defer|go|unsafe)\b/
const DEFINITION = new RegExp(
  String.raw`^\s*(?:(?:async|export|default|public|private|protected|local|static|abstract|pub)\s+)*` +
    '(?:def|defp|defmodule|defmacro|class|module|function|fn|func|fun|impl|type|struct|enum|' +
    String.raw`trait|interface|protocol|macro)\b`,
)
/** A parameter list before the brace, or the one of an arrow function. */
const FUNCTION_HEAD = /\)[^)=;]*\{\s*$|(?:^|[\s=(,])\([^()]*\)(?::[^=]*)?\s*=>\s*\{\s*$/
/** What opens a body, and no literal or type. */
const BODY = /[\w)>\]'"]\s*\{\s*$/
/** Words that go on with a block, where a statement would end the one before. */
const CONTINUING = new Set(
  'else elif elsif elseif except catch finally rescue ensure when in then do while'.split(' '),
)

/** Whether code that follows on the next line belongs to what the line begins. */
export const opensBlock = (line: string): boolean => BLOCK_OPENER.test(line)

/** Whether the brace that a line ends with holds a function or a class, and not only a part of one. */
export const isScope = (line: string): boolean =>
  !CONTROL.test(line) && BODY.test(line) && (isDefinition(line) || FUNCTION_HEAD.test(line))

/** Whether a line defines something that has a body. */
export const isDefinition = (line: string): boolean => DEFINITION.test(line)

export const continuesBlock = (word: string): boolean => CONTINUING.has(word)
