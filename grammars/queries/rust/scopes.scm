(function_item) @scope.function @owner
(impl_item) @scope.impl @owner
(trait_item) @scope.trait @owner
(mod_item) @scope.module @owner
(struct_item body: (field_declaration_list) @body) @scope.struct
(union_item) @scope.struct @owner
(enum_item) @scope.enum @owner
(foreign_mod_item) @scope.module @owner
(macro_definition "{" @body.start) @scope.macro
(impl_item body: (declaration_list (function_item) @scope.method @owner))
(trait_item body: (declaration_list (function_item) @scope.method @owner))
(let_declaration value: (closure_expression) @owner) @scope.function
(closure_expression body: (block) @body) @scope.lambda

; Half-written: the parser found a head but no end, and left the pieces lying in an ERROR.
(ERROR "fn" @unclosed.function)
(ERROR "impl" @unclosed.impl)
(ERROR "trait" @unclosed.trait)
(ERROR "mod" @unclosed.module)
(ERROR ["struct" "union"] @unclosed.struct)
(ERROR "enum" @unclosed.enum)
