(function_definition body: (_) @body) @scope.function
(class_definition body: (_) @body) @scope.class
(class_definition body: (block [
  (function_definition body: (_) @body) @scope.method
  (decorated_definition definition: (function_definition body: (_) @body) @scope.method)
]))
