; What waits to be written whole: functions and classes, not blocks of statements, not lists of members.
; The grammar has no node for a body that is empty: the whole is given, with what comes before the gap.
(method name: (_) @head parameters: (_)? @head !body) @body
(singleton_method object: (_) @head name: (_) @head parameters: (_)? @head !body) @body
(class name: (_) @head superclass: (_)? @head !body) @body
(singleton_class value: (_) @head !body) @body
(lambda parameters: (_)? body: (do_block !body) @body)
(lambda parameters: (_)? body: (block !body) @body)
(do_block parameters: (_)? @head !body) @body
(block parameters: (_)? @head !body) @body
