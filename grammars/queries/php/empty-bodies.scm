; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(class_declaration) @owner
(anonymous_class) @owner
(trait_declaration) @owner
(method_declaration body: (compound_statement) @body)
(function_definition body: (compound_statement) @body)
(anonymous_function body: (compound_statement) @body)
