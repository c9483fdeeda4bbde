; The grammar's name for `/* … */` is what it calls all that stands beside the text.
[(comment) (marginalia)] @comment
