; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(class_declaration body: (_) @body)
(anonymous_class body: (_) @body)
(trait_declaration body: (_) @body)
(method_declaration body: (compound_statement) @body)
(function_definition body: (compound_statement) @body)
(anonymous_function body: (compound_statement) @body)
