(function_definition) @scope.function @owner
