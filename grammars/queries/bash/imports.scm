((command name: (command_name (word) @word)) @import
  (#any-of? @word "source" "."))
