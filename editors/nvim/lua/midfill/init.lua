-- What a user's configuration calls. Everything else is loaded on demand.
local M = {}

local has_begun = false

--- Sets options, see |midfill-options|. Optional; may be called again.
--- @param given? midfill.Options
function M.setup(given)
  require('midfill.options').set(given)
  if vim.v.vim_did_enter == 1 then
    M.begin()
  end
end

--- Maps the keys, watches buffers, and starts the server for those that are open. Once.
function M.begin()
  if has_begun then
    return
  end
  has_begun = true
  require('midfill.grey').define_highlight()
  require('midfill.keys').map()
  require('midfill.events').watch()
end

--- For a statusline: `midfill embedded`, `midfill offline`, …; empty where no server looks after the buffer.
--- @return string
function M.status()
  return require('midfill.status').line()
end

--- Whether a suggestion is on screen.
--- @return boolean
function M.is_visible()
  return require('midfill.suggestion').is_visible()
end

--- Takes the visible suggestion.
--- @param how? 'all'|'word'|'line'
--- @return boolean taken false if there was none
function M.accept(how)
  return require('midfill.suggestion').accept(how or 'all')
end

--- Another suggestion for the same place; asks for more when only one is known.
function M.next()
  require('midfill.suggestion').cycle(1)
end

function M.previous()
  require('midfill.suggestion').cycle(-1)
end

--- Asks on command, also where none would come by itself.
function M.suggest()
  require('midfill.suggestion').ask('invoked')
end

--- Takes the suggestion off the screen.
--- @return boolean cleared false if there was none
function M.clear()
  return require('midfill.suggestion').dismiss()
end

return M
