(function_definition) @scope.function @owner
(struct_specifier) @scope.struct @owner
(union_specifier) @scope.struct @owner
(enum_specifier) @scope.enum @owner

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
(ERROR (function_declarator) @unclosed.function)
