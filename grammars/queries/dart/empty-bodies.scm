; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_body (block) @body)
(function_expression_body (block) @body)
(class_definition body: (class_body) @body)
(mixin_declaration (class_body) @body)
(extension_declaration) @owner
