-- The options, their defaults, and what is wrong with those that were given.
local M = {}

--- @class midfill.Options
--- @field cmd? string[]|function command line of the language server, as |vim.lsp.start()| takes it; found by itself if absent
--- @field settings? table the section `midfill` of the server's settings
--- @field keys? table<string, string|false>|false mappings of insert mode
--- @field auto? boolean whether suggestions come by themselves while typing
--- @field beside_menu? boolean whether they are shown beside an open completion menu
--- @field root_markers? string[] files and folders that mark the root of a project

M.defaults = {
  settings = {},
  -- The keys that other suggestion plugins taught people.
  keys = {
    accept = '<Tab>',
    accept_word = '<M-Right>',
    accept_line = '<M-C-Right>',
    next = '<M-]>',
    previous = '<M-[>',
    clear = '<C-]>',
    suggest = '<M-\\>',
  },
  auto = true,
  beside_menu = false,
  root_markers = { '.git', '.hg', 'package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml' },
}

M.current = M.defaults

local TYPES = {
  cmd = { 'table', 'function' },
  settings = { 'table' },
  keys = { 'table', 'boolean' },
  auto = { 'boolean' },
  beside_menu = { 'boolean' },
  root_markers = { 'table' },
}

--- @return string[] problems sentences for the user
function M.problems(given)
  local problems = {}
  for name, value in pairs(given) do
    local types = TYPES[name]
    if not types then
      table.insert(problems, ('there is no option %q'):format(name))
    elseif not vim.tbl_contains(types, type(value)) then
      table.insert(problems, ('%s must be a %s'):format(name, table.concat(types, ' or a ')))
    end
  end
  for name in pairs(type(given.keys) == 'table' and given.keys or {}) do
    if M.defaults.keys[name] == nil then
      table.insert(problems, ('there is no key %q'):format(name))
    end
  end
  return problems
end

--- @param given? midfill.Options
function M.set(given)
  given = given or {}
  local problems = M.problems(given)
  if #problems > 0 then
    vim.notify('midfill: ' .. table.concat(problems, '; '), vim.log.levels.WARN)
    return
  end
  M.current = vim.tbl_deep_extend('force', M.defaults, given)
  M.current.keys = given.keys == false and {} or M.current.keys
end

return M
