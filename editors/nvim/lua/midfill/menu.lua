-- Completion menus: the built-in one, nvim-cmp's and blink.cmp's. Grey text stays away while one is open.
local M = {}

--- Only plugins that are loaded are asked: nothing is loaded here.
local function says(module, ask)
  local plugin = package.loaded[module]
  if type(plugin) ~= 'table' or type(plugin[ask]) ~= 'function' then
    return false
  end
  local ok, is_open = pcall(plugin[ask])
  return ok and is_open == true
end

--- @return boolean
function M.is_open()
  return vim.fn.pumvisible() == 1 or says('cmp', 'visible') or says('blink.cmp', 'is_menu_visible')
end

local is_cmp_watched = false

--- nvim-cmp has events of its own, and may be loaded long after us.
local function watch_cmp(changed)
  local cmp = package.loaded['cmp']
  if is_cmp_watched or type(cmp) ~= 'table' or type(cmp.event) ~= 'table' then
    return
  end
  is_cmp_watched = true
  cmp.event:on('menu_opened', changed)
  cmp.event:on('menu_closed', changed)
end

--- Calls back whenever a menu opens or closes.
function M.watch(group, changed)
  vim.api.nvim_create_autocmd({ 'CompleteChanged', 'CompleteDone' }, {
    group = group,
    -- The menu is drawn, or gone, once the event is over.
    callback = vim.schedule_wrap(changed),
  })
  vim.api.nvim_create_autocmd('User', {
    group = group,
    pattern = { 'BlinkCmpMenuOpen', 'BlinkCmpMenuClose' },
    callback = vim.schedule_wrap(changed),
  })
  vim.api.nvim_create_autocmd('InsertEnter', {
    group = group,
    callback = function()
      watch_cmp(vim.schedule_wrap(changed))
    end,
  })
end

return M
