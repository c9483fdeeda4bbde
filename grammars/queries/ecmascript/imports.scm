(import_statement) @import

; CommonJS and imports at run time: `const a = require('a')`, `const c = require('a').c`, `const d = await import('a')`.
([
  (lexical_declaration (variable_declarator
    value: [(call_expression) (member_expression) (await_expression)] @value))
  (variable_declaration (variable_declarator
    value: [(call_expression) (member_expression)] @value))
] @import
  (#match? @value "^(require|await\\s+import)\\s*\\("))
((expression_statement (call_expression) @value) @import
  (#match? @value "^require\\s*\\("))
