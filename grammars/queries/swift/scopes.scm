(class_declaration body: (_) @body) @scope.class
(class_declaration "struct" body: (_) @body) @scope.struct
(class_declaration "enum" body: (_) @body) @scope.enum
(class_declaration "extension" body: (_) @body) @scope.impl
(protocol_declaration body: (_) @body) @scope.interface
(function_declaration body: (_) @body) @scope.function
(class_body (function_declaration body: (_) @body) @scope.method)
(init_declaration body: (_) @body) @scope.method
(deinit_declaration body: (_) @body) @scope.method
(property_declaration computed_value: (_) @body) @scope.method
(property_declaration value: (lambda_literal) @body) @scope.function
(call_expression (call_suffix (lambda_literal) @body)) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "func" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "struct" @unclosed.struct)
(ERROR "protocol" @unclosed.interface)
(ERROR "extension" @unclosed.impl)
