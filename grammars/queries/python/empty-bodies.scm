; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_definition body: (block) @body)
(class_definition body: (block) @body)

; A docstring is no body yet, and a filler is there to be replaced.
(block . (expression_statement (string)) @head)
(block (pass_statement) @filler)
(block (expression_statement (ellipsis)) @filler)
