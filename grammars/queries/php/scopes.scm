(namespace_definition) @scope.namespace @owner
(class_declaration) @scope.class @owner
(anonymous_class) @scope.class @owner
(interface_declaration) @scope.interface @owner
(trait_declaration) @scope.trait @owner
(enum_declaration) @scope.enum @owner
(method_declaration) @scope.method @owner
(function_definition) @scope.function @owner
(anonymous_function) @scope.lambda @owner
(assignment_expression right: (anonymous_function) @owner) @scope.function
(function_call_expression
  arguments: (arguments (argument (anonymous_function) @owner))) @scope.lambda
(scoped_call_expression
  arguments: (arguments (argument (anonymous_function) @owner))) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "function" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "interface" @unclosed.interface)
(ERROR "trait" @unclosed.trait)
(ERROR "enum" @unclosed.enum)
