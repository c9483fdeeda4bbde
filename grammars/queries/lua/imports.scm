((function_call name: (identifier) @require) @import
  (#eq? @require "require"))
((variable_declaration (assignment_statement (expression_list
  value: (function_call name: (identifier) @require)))) @import
  (#eq? @require "require"))
((assignment_statement (expression_list
  value: (function_call name: (identifier) @require))) @import
  (#eq? @require "require"))
