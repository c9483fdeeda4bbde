(namespace_definition body: (_) @body) @scope.namespace
(class_declaration body: (_) @body) @scope.class
(anonymous_class body: (_) @body) @scope.class
(interface_declaration body: (_) @body) @scope.interface
(trait_declaration body: (_) @body) @scope.trait
(enum_declaration body: (_) @body) @scope.enum
(method_declaration body: (_) @body) @scope.method
(function_definition body: (_) @body) @scope.function
(anonymous_function body: (_) @body) @scope.lambda
(assignment_expression right: (anonymous_function body: (_) @body)) @scope.function
(function_call_expression
  arguments: (arguments (argument (anonymous_function body: (_) @body)))) @scope.lambda
(scoped_call_expression
  arguments: (arguments (argument (anonymous_function body: (_) @body)))) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "function" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "interface" @unclosed.interface)
(ERROR "trait" @unclosed.trait)
(ERROR "enum" @unclosed.enum)
