(class_definition body: (_) @body) @scope.class
(mixin_declaration (class_body) @body) @scope.trait
(extension_declaration body: (_) @body) @scope.impl
(enum_declaration body: (_) @body) @scope.enum
(function_expression body: (_) @body) @scope.lambda
(initialized_variable_definition value: (function_expression body: (_) @body)) @scope.function

; Head and body of a function stand side by side.
((function_signature) @scope.function . (function_body) @body)
((method_signature) @scope.method . (function_body) @body)

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR (function_signature) @unclosed.function)
(ERROR (method_signature) @unclosed.method)
(ERROR "class" @unclosed.class)
