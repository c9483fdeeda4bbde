(namespace_declaration body: (_) @body) @scope.namespace
(class_declaration body: (_) @body) @scope.class
(record_declaration body: (_) @body) @scope.class
(struct_declaration body: (_) @body) @scope.struct
(interface_declaration body: (_) @body) @scope.interface
(enum_declaration body: (_) @body) @scope.enum
(method_declaration body: (_) @body) @scope.method
(constructor_declaration body: (_) @body) @scope.method
(destructor_declaration body: (_) @body) @scope.method
(operator_declaration body: (_) @body) @scope.method
(property_declaration accessors: (_) @body) @scope.property
(indexer_declaration accessors: (_) @body) @scope.property
(accessor_declaration body: (_) @body) @scope.method
(local_function_statement body: (_) @body) @scope.function
(local_declaration_statement (variable_declaration (variable_declarator
  (lambda_expression body: (block) @body)))) @scope.function
(lambda_expression body: (block) @body) @scope.lambda
(anonymous_method_expression (block) @body) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (parameter_list) @unclosed.method)
(ERROR "namespace" @unclosed.namespace)
(ERROR ["class" "record"] @unclosed.class)
(ERROR "struct" @unclosed.struct)
(ERROR "interface" @unclosed.interface)
(ERROR "enum" @unclosed.enum)
(ERROR "=>" @unclosed.lambda)
