(class_definition) @scope.class @owner
(trait_definition) @scope.trait @owner
(object_definition) @scope.class @owner
(enum_definition) @scope.enum @owner
(function_definition) @scope.function @owner
(template_body (function_definition) @scope.method @owner)
(val_definition value: (block) @body) @scope.block

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "def" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "trait" @unclosed.trait)
(ERROR "object" @unclosed.class)
