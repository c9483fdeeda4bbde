-- Puts an accepted text into the buffer, as one change of its own.
local M = {}

local function end_change()
  vim.cmd('let &undolevels = &undolevels')
end

--- Inserts at the cursor of the current window, which stands behind the text then: undo takes it back and nothing else.
--- @param spent integer bytes behind the cursor that it takes the place of
function M.insert(buf, text, spent)
  end_change()
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local lines = vim.split(text, '\n', { plain = true })
  vim.api.nvim_buf_set_text(buf, row - 1, col, row - 1, col + spent, lines)
  local end_col = #lines == 1 and col + #text or #lines[#lines]
  vim.api.nvim_win_set_cursor(0, { row + #lines - 1, end_col })
  end_change()
end

return M
