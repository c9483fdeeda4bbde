-- What is left of a suggestion once part of it stands in the buffer. Pure: texts in, texts out.
local M = {}

--- Whether the characters of `part` occur in `text` in this order.
--- @return boolean
function M.is_within(part, text)
  local from = 1
  for i = 1, #part do
    local at = text:find(part:sub(i, i), from, true)
    if not at then
      return false
    end
    from = at + 1
  end
  return true
end

--- @class midfill.Surroundings
--- @field text string the whole suggestion
--- @field typed string what stands between its start and the cursor
--- @field rest string what stands behind the cursor on its line
--- @field after string what stood behind the suggestion's range when it came

--- What is left to insert at the cursor, and what stands there already: brackets that the editor closed.
--- @param s midfill.Surroundings
--- @return string? left nil where the suggestion does not fit any more
--- @return string? present
function M.of(s)
  if s.text:sub(1, #s.typed) ~= s.typed then
    return nil
  end
  local left = s.text:sub(#s.typed + 1)
  local present = s.rest:sub(1, #s.rest - #s.after)
  if left == '' or s.rest:sub(#present + 1) ~= s.after then
    return nil
  end
  return M.is_within(present, left) and left or nil, present
end

--- Cuts a line of grey text around what is present: each piece stands before so many bytes of it.
--- From the right, because a closing bracket is the last of its kind.
--- @return {offset: integer, text: string}[]
function M.pieces(line, present)
  local pieces = {}
  local upto = #line
  for i = #present, 1, -1 do
    local at = upto
    while at > 0 and line:sub(at, at) ~= present:sub(i, i) do
      at = at - 1
    end
    table.insert(pieces, 1, { offset = i, text = line:sub(at + 1, upto) })
    upto = at - 1
  end
  table.insert(pieces, 1, { offset = 0, text = line:sub(1, math.max(upto, 0)) })
  return vim.tbl_filter(function(piece)
    return piece.text ~= ''
  end, pieces)
end

--- Blanks and one word, or blanks and one run of other characters. A line end belongs to the word behind it.
local WORD = [[\v^\_s*%(\k+|%(\k@!\S)+)]]

local CUTS = {
  all = function(left)
    return left
  end,
  word = function(left)
    local word = vim.fn.matchstr(left, WORD)
    return word == '' and left or word
  end,
  line = function(left)
    return left:match('^\n*[^\n]*')
  end,
}

--- The part of what is left that one key takes.
--- @param how 'all'|'word'|'line'
--- @return string
function M.part(left, how)
  return CUTS[how](left)
end

--- How many bytes of what is present are spent once `taken` was inserted: the others are still to come.
--- @return integer
function M.spent(present, left, taken)
  local to_come = left:sub(#taken + 1)
  for count = 0, #present do
    if M.is_within(present:sub(count + 1), to_come) then
      return count
    end
  end
  return #present
end

return M
