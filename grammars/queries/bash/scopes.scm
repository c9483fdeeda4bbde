(function_definition body: (_) @body) @scope.function
