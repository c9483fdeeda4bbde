(function_item body: (_) @body) @scope.function
(impl_item body: (_) @body) @scope.impl
(trait_item body: (_) @body) @scope.trait
(mod_item body: (_) @body) @scope.module
(struct_item body: (field_declaration_list) @body) @scope.struct
(union_item body: (_) @body) @scope.struct
(enum_item body: (_) @body) @scope.enum
(foreign_mod_item body: (_) @body) @scope.module
(macro_definition "{" @body.start) @scope.macro
(impl_item body: (declaration_list (function_item body: (_) @body) @scope.method))
(trait_item body: (declaration_list (function_item body: (_) @body) @scope.method))
(let_declaration value: (closure_expression body: (_) @body)) @scope.function
(closure_expression body: (block) @body) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "fn" @unclosed.function)
(ERROR "impl" @unclosed.impl)
(ERROR "trait" @unclosed.trait)
(ERROR "mod" @unclosed.module)
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
