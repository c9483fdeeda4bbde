; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_declaration) @owner
(init_declaration) @owner
(deinit_declaration) @owner
(class_declaration ["class" "struct" "extension" "actor"] body: (class_body) @body)
(property_declaration computed_value: (computed_property) @body)
(lambda_literal type: (_)? @head) @body
