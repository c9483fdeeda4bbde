(function_declaration body: (_)? @body) @scope.function
(function_declaration name: (method_index_expression) body: (_)? @body) @scope.method
(function_definition body: (_)? @body) @scope.lambda
(assignment_statement (expression_list value: (function_definition body: (_)? @body))) @scope.function
(variable_declaration (assignment_statement (expression_list value: (function_definition body: (_)? @body)))) @scope.function

; Half-written: the parser left head and body lying in an ERROR. What takes an `end` must be
; counted even if it makes no scope; it has no kind.
(ERROR "function" @unclosed.function)
(ERROR ["do" "if"] @unclosed)
