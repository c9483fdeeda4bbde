; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
[
  (function_declaration)
  (generator_function_declaration)
  (function_expression)
  (generator_function)
  (method_definition)
  (class_declaration)
  (class)
] @owner
(arrow_function body: (statement_block) @body)
