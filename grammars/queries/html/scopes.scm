(element (start_tag ">" @body.start)) @scope.block
