-- The last lines that the server logged, for `:Midfill log`.
local M = {}

local MOST_LINES = 1000
local NAMES = { 'error', 'warning', 'info', 'log', 'debug' }
local lines = {}

--- `window/logMessage`. In a ring of our own: the client's log holds those of all servers, and only warnings.
function M.take(_, params)
  local message = params.message:gsub('\n', ' ')
  table.insert(lines, ('%s %-7s %s'):format(os.date('%H:%M:%S'), NAMES[params.type] or '', message))
  if #lines > MOST_LINES then
    table.remove(lines, 1)
  end
end

--- @return string[]
function M.lines()
  return vim.list_slice(lines)
end

--- Shows them in a buffer that nobody needs to save.
function M.show()
  vim.cmd('botright new')
  local buf = vim.api.nvim_get_current_buf()
  vim.bo[buf].buftype = 'nofile'
  vim.bo[buf].bufhidden = 'wipe'
  vim.bo[buf].swapfile = false
  local shown = #lines > 0 and lines or { 'the server has logged nothing' }
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, shown)
  vim.bo[buf].modifiable = false
  vim.api.nvim_buf_set_name(buf, 'midfill://log')
  vim.cmd('normal! G')
end

return M
