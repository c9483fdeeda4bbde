(function_definition) @scope.function @owner
(class_definition) @scope.class @owner
(class_definition body: (block [
  (function_definition) @scope.method @owner
  (decorated_definition definition: (function_definition) @scope.method @owner)
]))
