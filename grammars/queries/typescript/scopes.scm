; What TypeScript has beside JavaScript's, and what its grammar calls by another name.
(abstract_class_declaration) @scope.class @owner
(interface_declaration) @scope.interface @owner
(enum_declaration) @scope.enum @owner
[(internal_module) (module)] @scope.namespace @owner
(type_alias_declaration value: (object_type) @body) @scope.type
(export_statement (abstract_class_declaration) @owner) @scope.class
(export_statement (interface_declaration) @owner) @scope.interface
(export_statement (enum_declaration) @owner) @scope.enum
(export_statement (internal_module) @owner) @scope.namespace
(export_statement (type_alias_declaration value: (object_type) @body)) @scope.type
(public_field_definition value: [(arrow_function) (function_expression)] @owner) @scope.method

(ERROR "interface" @unclosed.interface)
(ERROR "enum" @unclosed.enum)
(ERROR ["namespace" "module"] @unclosed.namespace)
