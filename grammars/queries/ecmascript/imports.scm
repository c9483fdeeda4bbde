(import_statement) @import

; CommonJS: `const a = require('a')`, `const { b } = require('a')`, `const c = require('a').c`.
((lexical_declaration (variable_declarator value: [
  (call_expression function: (identifier) @require)
  (member_expression object: (call_expression function: (identifier) @require))
])) @import
  (#eq? @require "require"))
((variable_declaration (variable_declarator value: [
  (call_expression function: (identifier) @require)
  (member_expression object: (call_expression function: (identifier) @require))
])) @import
  (#eq? @require "require"))
((expression_statement (call_expression function: (identifier) @require)) @import
  (#eq? @require "require"))

; `const a = await import('a')`
(lexical_declaration (variable_declarator
  value: (await_expression (call_expression function: (import))))) @import
