(function_definition body: (_) @body) @scope.function
(struct_specifier body: (_) @body) @scope.struct
(union_specifier body: (_) @body) @scope.struct
(enum_specifier body: (_) @body) @scope.enum

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
(ERROR (function_declarator) @unclosed.function)
