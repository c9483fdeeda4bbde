(pair value: [(object) (array)] @body) @scope.block
