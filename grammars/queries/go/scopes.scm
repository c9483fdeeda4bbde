(function_declaration) @scope.function @owner
(method_declaration) @scope.method @owner
(type_declaration . (type_spec type: (struct_type (field_declaration_list) @body)) .) @scope.struct
(type_declaration . (type_spec type: (interface_type "{" @body.start)) .) @scope.interface
(type_spec type: (struct_type (field_declaration_list) @body)) @scope.struct
(type_spec type: (interface_type "{" @body.start)) @scope.interface

; Function literals, with what they are given to if that is short.
(short_var_declaration right: (expression_list . (func_literal) @owner .)) @scope.function
(var_spec value: (expression_list . (func_literal) @owner .)) @scope.function
(call_expression
  function: [(identifier) (selector_expression operand: (identifier))]
  arguments: (argument_list (func_literal) @owner)) @scope.lambda
(go_statement (call_expression function: (func_literal) @owner)) @scope.lambda
(defer_statement (call_expression function: (func_literal) @owner)) @scope.lambda
(func_literal) @scope.lambda @owner

; Half-written: without its end a body lies in an ERROR behind the head, or head and all.
(ERROR "func" @unclosed.function)
(ERROR "struct" @unclosed.struct)
(ERROR "interface" @unclosed.interface)
(source_file (function_declaration !body) @unclosed.function . (ERROR . "{"))
(source_file (method_declaration !body) @unclosed.method . (ERROR . "{"))
