(namespace_declaration) @scope.namespace @owner
(class_declaration) @scope.class @owner
(record_declaration) @scope.class @owner
(struct_declaration) @scope.struct @owner
(interface_declaration) @scope.interface @owner
(enum_declaration) @scope.enum @owner
(method_declaration) @scope.method @owner
(constructor_declaration) @scope.method @owner
(destructor_declaration) @scope.method @owner
(operator_declaration) @scope.method @owner
(property_declaration accessors: (_) @body) @scope.property
(indexer_declaration accessors: (_) @body) @scope.property
(accessor_declaration) @scope.method @owner
(local_function_statement) @scope.function @owner
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
