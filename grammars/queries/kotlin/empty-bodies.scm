; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_body (block) @body)
(secondary_constructor (block) @body)
(anonymous_initializer (block) @body)
(class_declaration "class" (class_body) @body)
(object_declaration (class_body) @body)
(companion_object (class_body) @body)
(lambda_literal (lambda_parameters)? @head) @body
