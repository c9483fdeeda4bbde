(function_definition) @scope.function @owner
(class_specifier) @scope.class @owner
(struct_specifier) @scope.struct @owner
(union_specifier) @scope.struct @owner
(enum_specifier) @scope.enum @owner
(namespace_definition) @scope.namespace @owner
(linkage_specification body: (declaration_list) @body) @scope.namespace
(field_declaration_list (function_definition) @scope.method @owner)
(function_definition
  declarator: (function_declarator declarator: (qualified_identifier))) @scope.method @owner

; `template <…>` belongs to the header.
(template_declaration (function_definition) @owner) @scope.function
(template_declaration (class_specifier) @owner) @scope.class
(template_declaration (struct_specifier) @owner) @scope.struct

(declaration declarator: (init_declarator
  value: (lambda_expression) @owner)) @scope.function
(lambda_expression) @scope.lambda @owner

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "class" @unclosed.class)
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
(ERROR "namespace" @unclosed.namespace)
(ERROR (function_declarator) @unclosed.function)
