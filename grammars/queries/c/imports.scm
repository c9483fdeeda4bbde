(preproc_include) @import

; Behind a header guard or another condition.
(preproc_ifdef (preproc_include) @import)
(preproc_if (preproc_include) @import)
