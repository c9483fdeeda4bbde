; Declarations. `export` belongs to the header, so the wider pattern repeats the narrow one:
; of several scopes with the same body, the widest is kept.
[(function_declaration) (generator_function_declaration)] @scope.function @owner
[(class_declaration) (class)] @scope.class @owner
(export_statement [
  (function_declaration) @owner
  (generator_function_declaration) @owner
  (function_expression) @owner
  (lexical_declaration . (variable_declarator value: [(arrow_function) (function_expression)] @owner))
]) @scope.function
(export_statement [(class_declaration) (class)] @owner) @scope.class

; Members.
(method_definition) @scope.method @owner
(class_static_block) @scope.block @owner
(pair value: [(arrow_function) (function_expression)] @owner) @scope.method

; Functions that got a name.
(lexical_declaration
  . (variable_declarator value: [(arrow_function) (function_expression)] @owner)) @scope.function
(variable_declaration
  . (variable_declarator value: [(arrow_function) (function_expression)] @owner)) @scope.function
(assignment_expression right: [(arrow_function) (function_expression)] @owner) @scope.function

; Callbacks. With the call if that is short: `describe('a list', () =>` says more than `() =>`.
(call_expression
  function: [(identifier) (member_expression object: [(identifier) (this)])]
  arguments: (arguments [
    (arrow_function body: (statement_block) @body)
    (function_expression) @owner
  ])) @scope.lambda
[(arrow_function) (function_expression)] @scope.lambda @owner
(function_expression name: (_)) @scope.function @owner

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (formal_parameters) @unclosed.method)
(ERROR "class" @unclosed.class)
(ERROR ["function" "=>"] @unclosed.function)
