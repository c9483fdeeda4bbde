; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(class_declaration body: (_) @body)
(record_declaration body: (_) @body)
(object_creation_expression (class_body) @body)
(method_declaration body: (block) @body)
(constructor_declaration body: (_) @body)
(compact_constructor_declaration body: (block) @body)
(lambda_expression body: (block) @body)
