(create_function (function_body) @body) @scope.function
(create_table (column_definitions) @body) @scope.struct
