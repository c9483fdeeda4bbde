-- Servers that end by themselves: one that never worked is not started with each file, one that crashed is started anew.
local M = {}

--- One that ends sooner would most likely do so again.
M.WORKS_AFTER_MS = 30000
--- Somebody may have mended it by then.
local RESTS_MS = 60000
--- Until Neovim has forgotten the one that ended.
local AGAIN_AFTER_MS = 500
--- Ended by hand, as `:LspStop` does.
local SIGTERM = 15

--- By command: when it may be started again.
local rests_until = {}

local function now()
  return vim.uv.hrtime() / 1e6
end

function M.may_start(command)
  return now() >= (rests_until[vim.inspect(command)] or 0)
end

--- Neovim has told why.
function M.failed(command)
  rests_until[vim.inspect(command)] = now() + RESTS_MS
end

--- What a client calls when its server ends.
--- @param again fun() starts it for the buffers that are open
function M.watcher(command, again)
  local started_at = now()
  return vim.schedule_wrap(function(code, signal)
    local is_crash = code ~= 0 or (signal ~= 0 and signal ~= SIGTERM)
    if not is_crash or vim.v.exiting ~= vim.NIL then
      return
    elseif now() - started_at < M.WORKS_AFTER_MS then
      M.failed(command)
    else
      vim.defer_fn(again, AGAIN_AFTER_MS)
    end
  end)
end

return M
