; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_declaration body: (block) @body)
(method_declaration body: (block) @body)
(func_literal body: (block) @body)
