; What TypeScript has beside JavaScript's, and what its grammar calls by another name.
(abstract_class_declaration body: (_) @body) @scope.class
(interface_declaration body: (_) @body) @scope.interface
(enum_declaration body: (_) @body) @scope.enum
(internal_module body: (_) @body) @scope.namespace
(module body: (_) @body) @scope.namespace
(type_alias_declaration value: (object_type) @body) @scope.type
(export_statement (abstract_class_declaration body: (_) @body)) @scope.class
(export_statement (interface_declaration body: (_) @body)) @scope.interface
(export_statement (enum_declaration body: (_) @body)) @scope.enum
(export_statement (internal_module body: (_) @body)) @scope.namespace
(export_statement (type_alias_declaration value: (object_type) @body)) @scope.type
(public_field_definition value: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
]) @scope.method

(ERROR "interface" @unclosed.interface)
(ERROR "enum" @unclosed.enum)
(ERROR ["namespace" "module"] @unclosed.namespace)
