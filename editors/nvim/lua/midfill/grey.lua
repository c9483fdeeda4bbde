-- Draws what is left of a suggestion by extmarks, and takes it away.
local remainder = require('midfill.remainder')

local M = {}

local NAMESPACE = vim.api.nvim_create_namespace('midfill.grey')
local HIGHLIGHT = 'MidfillSuggestion'

function M.define_highlight()
  vim.api.nvim_set_hl(0, HIGHLIGHT, { link = 'Comment', default = true })
  vim.api.nvim_create_autocmd('ColorScheme', {
    group = vim.api.nvim_create_augroup('midfill.grey', {}),
    callback = function()
      vim.api.nvim_set_hl(0, HIGHLIGHT, { link = 'Comment', default = true })
    end,
  })
end

--- Virtual text has no tab stops: blanks up to them.
--- @param column integer display column that the text begins at
local function with_blanks(text, column, tabstop)
  if not text:find('\t', 1, true) then
    return text
  end
  local out = ''
  for part, tab in text:gmatch('([^\t]*)(\t?)') do
    out = out .. part
    if tab ~= '' then
      out = out .. (' '):rep(tabstop - (column + vim.fn.strdisplaywidth(out)) % tabstop)
    end
  end
  return out
end

--- One line: pieces around the brackets that stand there already.
local function line_marks(place, line, present)
  return vim.tbl_map(function(piece)
    local text = with_blanks(piece.text, place.column, place.tabstop)
    local mark = { virt_text = { { text, HIGHLIGHT } }, virt_text_pos = 'inline' }
    return { col = place.col + piece.offset, mark = mark }
  end, remainder.pieces(line, present))
end

--- Several lines: the text behind the cursor is shown where it will stand, at the end of the last one.
local function block_marks(place, lines, after)
  local first = with_blanks(lines[1], place.column, place.tabstop)
  local below = {}
  for i = 2, #lines do
    table.insert(below, { { with_blanks(lines[i], 0, place.tabstop), HIGHLIGHT } })
  end
  if after ~= '' then
    table.insert(below[#below], { with_blanks(after, 0, place.tabstop), 'Normal' })
  end
  local covered = vim.fn.strdisplaywidth(place.rest, place.column) - vim.fn.strdisplaywidth(first)
  local mark = {
    virt_text = { { first .. (' '):rep(math.max(covered, 0)), HIGHLIGHT } },
    virt_text_pos = place.rest == '' and 'inline' or 'overlay',
    virt_lines = below,
  }
  return { { col = place.col, mark = mark } }
end

--- Shows it at the cursor of the current window.
--- @param left string what is left of the suggestion
--- @param present string what of it stands behind the cursor already
function M.draw(buf, left, present)
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local rest = vim.api.nvim_buf_get_lines(buf, row - 1, row, false)[1]:sub(col + 1)
  local place = { col = col, rest = rest, tabstop = vim.bo[buf].tabstop, column = vim.fn.virtcol('.') - 1 }
  local lines = vim.split(left, '\n', { plain = true })
  local marks = #lines == 1 and line_marks(place, lines[1], present)
    or block_marks(place, lines, rest:sub(#present + 1))
  M.clear(buf)
  for id, one in ipairs(marks) do
    one.mark.id = id
    vim.api.nvim_buf_set_extmark(buf, NAMESPACE, row - 1, one.col, one.mark)
  end
end

function M.clear(buf)
  if vim.api.nvim_buf_is_valid(buf) then
    vim.api.nvim_buf_clear_namespace(buf, NAMESPACE, 0, -1)
  end
end

return M
