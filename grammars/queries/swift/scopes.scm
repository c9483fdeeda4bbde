(class_declaration) @scope.class @owner
(class_declaration "struct") @scope.struct @owner
(class_declaration "enum") @scope.enum @owner
(class_declaration "extension") @scope.impl @owner
(protocol_declaration) @scope.interface @owner
(function_declaration) @scope.function @owner
(class_body (function_declaration) @scope.method @owner)
(init_declaration) @scope.method @owner
(deinit_declaration) @scope.method @owner
(property_declaration computed_value: (_) @body) @scope.method
(property_declaration value: (lambda_literal) @body) @scope.function
(call_expression (call_suffix (lambda_literal) @body)) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "func" @unclosed.function)
(ERROR "class" @unclosed.class)
(ERROR "struct" @unclosed.struct)
(ERROR "protocol" @unclosed.interface)
(ERROR "extension" @unclosed.impl)
