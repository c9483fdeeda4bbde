; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_definition body: (compound_statement) @body)
