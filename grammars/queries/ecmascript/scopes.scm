; Declarations. `export` belongs to the header, so the wider pattern repeats the narrow one:
; of several scopes with the same body, the widest is kept.
(function_declaration body: (_) @body) @scope.function
(generator_function_declaration body: (_) @body) @scope.function
(class_declaration body: (_) @body) @scope.class
(class body: (_) @body) @scope.class
(export_statement [
  (function_declaration body: (_) @body)
  (generator_function_declaration body: (_) @body)
  (function_expression body: (_) @body)
  (lexical_declaration . (variable_declarator value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]))
]) @scope.function
(export_statement [
  (class_declaration body: (_) @body)
  (class body: (_) @body)
]) @scope.class

; Members.
(method_definition body: (_) @body) @scope.method
(class_static_block body: (_) @body) @scope.block
(pair value: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
]) @scope.method

; Functions that got a name.
(lexical_declaration . (variable_declarator value: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
])) @scope.function
(variable_declaration . (variable_declarator value: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
])) @scope.function
(assignment_expression right: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
]) @scope.function

; Callbacks. With the call if that is short: `describe('a list', () =>` says more than `() =>`.
(call_expression
  function: [(identifier) (member_expression object: [(identifier) (this)])]
  arguments: (arguments [
    (arrow_function body: (statement_block) @body)
    (function_expression body: (_) @body)
  ])) @scope.lambda
(arrow_function body: (_) @body) @scope.lambda
(function_expression body: (_) @body) @scope.lambda
(function_expression name: (_) body: (_) @body) @scope.function

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (formal_parameters) @unclosed.method)
(ERROR "class" @unclosed.class)
(ERROR ["function" "=>"] @unclosed.function)
