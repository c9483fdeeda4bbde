(class_declaration) @scope.class @owner
(record_declaration) @scope.class @owner
(interface_declaration) @scope.interface @owner
(annotation_type_declaration) @scope.interface @owner
(enum_declaration) @scope.enum @owner
(method_declaration) @scope.method @owner
(constructor_declaration) @scope.method @owner
(compact_constructor_declaration) @scope.method @owner
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
