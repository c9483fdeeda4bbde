; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
; The grammar has no node for a body that is empty: the whole is given, with what comes before the gap.
(function_declaration name: (_) @head parameters: (_) @head !body) @body
(function_definition parameters: (_) @head !body) @body
