(class_definition) @scope.class @owner
(mixin_declaration (class_body) @body) @scope.trait
(extension_declaration) @scope.impl @owner
(enum_declaration) @scope.enum @owner
(function_expression) @scope.lambda @owner
(initialized_variable_definition value: (function_expression) @owner) @scope.function

; Head and body of a function stand side by side.
((function_signature) @scope.function . (function_body) @body)
((method_signature) @scope.method . (function_body) @body)

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (function_signature) @unclosed.function)
(ERROR (method_signature) @unclosed.method)
(ERROR "class" @unclosed.class)
