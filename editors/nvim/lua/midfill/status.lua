-- What the server last said of itself, per client, and one line of it for a statusline.
local wire = require('midfill.wire')

local M = {}

--- By client id: the parameters of the last `midfill/status`.
local told = {}

local WORDS = { thinking = '…', offline = 'offline', off = 'off', snoozed = 'snoozed' }

--- `midfill/status`: kept, and passed on to whoever draws a statusline.
function M.take(_, params, context)
  told[context.client_id] = params
  vim.api.nvim_exec_autocmds('User', { pattern = 'MidfillStatus', data = params })
  vim.cmd.redrawstatus()
end

--- @return table? status nil until the server has said something
function M.of(client)
  return told[client.id]
end

--- @return string
function M.line()
  local client = wire.client_of(0)
  if not client then
    return ''
  end
  local status = told[client.id]
  if not status then
    return 'midfill'
  end
  return 'midfill ' .. (WORDS[status.state] or status.source or '')
end

return M
