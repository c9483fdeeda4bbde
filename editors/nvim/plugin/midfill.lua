-- Works without a line of configuration; who calls require('midfill').setup() first has the last word.
if vim.g.loaded_midfill then
  return
end
vim.g.loaded_midfill = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.notify_once('midfill needs Neovim 0.10 or newer', vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command('Midfill', function(args)
  require('midfill.command').run(args)
end, {
  nargs = '*',
  range = true,
  desc = 'midfill: status, why, snooze, toggle, log',
  complete = function(...)
    return require('midfill.command').complete(...)
  end,
})

local function begin()
  require('midfill').begin()
end

-- Later than init.lua, so that mappings of the user's own are known and are fallen through to.
if vim.v.vim_did_enter == 1 then
  begin()
else
  vim.api.nvim_create_autocmd('VimEnter', { once = true, callback = begin })
end
