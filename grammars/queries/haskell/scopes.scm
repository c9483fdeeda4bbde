(function match: (_) @body) @scope.function
(class declarations: (_) @body) @scope.class
(instance declarations: (_) @body) @scope.impl
