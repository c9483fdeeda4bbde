; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(class_declaration) @owner
(record_declaration body: (declaration_list) @body)
(struct_declaration) @owner
(method_declaration body: (block) @body)
(constructor_declaration body: (block) @body)
(destructor_declaration body: (block) @body)
(operator_declaration body: (block) @body)
(accessor_declaration body: (block) @body)
(local_function_statement body: (block) @body)
(lambda_expression body: (block) @body)
(anonymous_method_expression (block) @body)
