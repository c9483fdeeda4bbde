; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_definition body: (block) @body)
(class_definition body: (template_body) @body)
(object_definition body: (template_body) @body)
(lambda_expression (block) @body)
