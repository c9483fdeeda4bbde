(class_declaration body: (_) @body) @scope.class
(record_declaration body: (_) @body) @scope.class
(interface_declaration body: (_) @body) @scope.interface
(annotation_type_declaration body: (_) @body) @scope.interface
(enum_declaration body: (_) @body) @scope.enum
(method_declaration body: (_) @body) @scope.method
(constructor_declaration body: (_) @body) @scope.method
(compact_constructor_declaration body: (_) @body) @scope.method
(static_initializer (block) @body) @scope.block
(object_creation_expression (class_body) @body) @scope.class
(local_variable_declaration declarator: (variable_declarator
  value: (lambda_expression body: (block) @body))) @scope.function
(field_declaration declarator: (variable_declarator
  value: (lambda_expression body: (block) @body))) @scope.function
(lambda_expression body: (block) @body) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (formal_parameters) @unclosed.method)
(ERROR ["class" "record"] @unclosed.class)
(ERROR "interface" @unclosed.interface)
(ERROR "enum" @unclosed.enum)
(ERROR "->" @unclosed.lambda)
