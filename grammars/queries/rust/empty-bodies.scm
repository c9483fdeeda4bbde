; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
(function_item body: (block) @body)
(impl_item body: (declaration_list) @body)
(closure_expression body: (block) @body)
(macro_definition name: (_) @head) @body
