; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_definition body: (compound_statement) @body)
(lambda_expression body: (compound_statement) @body)
(class_specifier) @owner
(struct_specifier) @owner
