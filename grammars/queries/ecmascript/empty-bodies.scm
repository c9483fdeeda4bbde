; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_declaration body: (_) @body)
(generator_function_declaration body: (_) @body)
(function_expression body: (_) @body)
(generator_function body: (_) @body)
(arrow_function body: (statement_block) @body)
(method_definition body: (_) @body)
(class_declaration body: (_) @body)
(class body: (_) @body)
