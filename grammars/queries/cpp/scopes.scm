(function_definition body: (_) @body) @scope.function
(class_specifier body: (_) @body) @scope.class
(struct_specifier body: (_) @body) @scope.struct
(union_specifier body: (_) @body) @scope.struct
(enum_specifier body: (_) @body) @scope.enum
(namespace_definition body: (_) @body) @scope.namespace
(linkage_specification body: (declaration_list) @body) @scope.namespace
(field_declaration_list (function_definition body: (_) @body) @scope.method)
(function_definition
  declarator: (function_declarator declarator: (qualified_identifier)) body: (_) @body) @scope.method

; `template <…>` belongs to the header.
(template_declaration (function_definition body: (_) @body)) @scope.function
(template_declaration (class_specifier body: (_) @body)) @scope.class
(template_declaration (struct_specifier body: (_) @body)) @scope.struct

(declaration declarator: (init_declarator
  value: (lambda_expression body: (_) @body))) @scope.function
(lambda_expression body: (_) @body) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "class" @unclosed.class)
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
(ERROR "namespace" @unclosed.namespace)
(ERROR (function_declarator) @unclosed.function)
