; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(class_declaration) @owner
(record_declaration) @owner
(object_creation_expression (class_body) @body)
(method_declaration body: (block) @body)
(constructor_declaration) @owner
(compact_constructor_declaration body: (block) @body)
(lambda_expression body: (block) @body)
