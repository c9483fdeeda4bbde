(class_definition body: (_) @body) @scope.class
(trait_definition body: (_) @body) @scope.trait
(object_definition body: (_) @body) @scope.class
(enum_definition body: (_) @body) @scope.enum
(function_definition body: (_) @body) @scope.function
(template_body (function_definition body: (_) @body) @scope.method)
(val_definition value: (block) @body) @scope.block

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "def" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "trait" @unclosed.trait)
(ERROR "object" @unclosed.class)
