(class_declaration (class_body) @body) @scope.class
(class_declaration (enum_class_body) @body) @scope.enum
(object_declaration (class_body) @body) @scope.class
(companion_object (class_body) @body) @scope.class
(function_declaration (function_body) @body) @scope.function
(class_body (function_declaration (function_body) @body) @scope.method)
(secondary_constructor (block) @body) @scope.method
(anonymous_initializer (block) @body) @scope.block
(getter (function_body) @body) @scope.method
(setter (function_body) @body) @scope.method
(lambda_literal "{" @body.start) @scope.lambda
(property_declaration (lambda_literal) @body) @scope.function

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "fun" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "interface" @unclosed.interface)
(ERROR "object" @unclosed.class)
