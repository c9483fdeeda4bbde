; `{/* show a spinner */}` among the children of an element.
(jsx_expression . (comment) @comment .) @around
