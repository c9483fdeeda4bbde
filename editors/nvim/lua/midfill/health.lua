-- `:checkhealth midfill`: each line says what is the case and, where it is bad, what to do.
local options = require('midfill.options')
local server = require('midfill.server')
local status = require('midfill.status')

local M = {}

local health = vim.health
--- What the server's package.json asks for.
local OLDEST_NODE = { 20, 19, 0 }

local function run(command)
  local ok, process = pcall(vim.system, command, { text = true, timeout = 5000 })
  local done = ok and process:wait()
  return done and done.code == 0 and vim.trim(done.stdout) or nil
end

local function check_neovim()
  if vim.fn.has('nvim-0.10') == 1 then
    health.ok(('Neovim %s'):format(vim.version()))
  else
    health.error('Neovim 0.10 or newer is needed')
  end
end

local function check_node()
  local version = vim.version.parse(run({ 'node', '--version' }) or '')
  if not version then
    health.error('node is not on PATH', 'Install Node.js 20.19 or newer: the server runs on it')
  elseif vim.version.lt(version, OLDEST_NODE) then
    health.error(('Node.js %s is too old'):format(version), 'Install Node.js 20.19 or newer')
  else
    health.ok(('Node.js %s'):format(version))
  end
end

local function check_server()
  local command, place = server.command()
  if not command then
    local names = vim.tbl_map(function(one)
      return one.name
    end, server.PLACES)
    health.error('no language server: looked at ' .. table.concat(names, ', '), {
      'Build it in the repository of the plugin: npm ci && npm run build',
      'Or name it: require("midfill").setup({ cmd = { "node", "…/dist/cli.js", "lsp", "--stdio" } })',
    })
    return
  end
  if type(command) == 'function' then
    health.ok('server inside Neovim, from ' .. place)
    return
  end
  local version = run(vim.list_extend(vim.list_slice(command, 1, #command - 2), { '--version' }))
  if version then
    health.ok(('server %s, from %s: %s'):format(version, place, table.concat(command, ' ')))
  else
    health.error('the server does not start: ' .. table.concat(command, ' '))
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'midfill' })
  if #clients == 0 then
    health.info('no file is open that a server looks after')
  end
  for _, client in ipairs(clients) do
    local told = status.of(client)
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(('%s: %d buffer(s)'):format(client.config.root_dir or 'single files', buffers))
    if told then
      local report = told.state == 'offline' and health.warn or health.info
      report(('%s: %s'):format(told.state, told.message or ''))
      vim.iter(told.notes or {}):each(health.warn)
    end
  end
  local url = vim.tbl_get(options.current.settings, 'gateway', 'url')
  health.info(url and ('gateway: ' .. url) or 'no gateway is configured: the embedded engine suggests')
end

local function check_keys()
  if vim.v.vim_did_enter == 0 then
    health.info('keys are mapped once Neovim has started: run :checkhealth midfill from within')
    return
  end
  for name, lhs in pairs(options.current.keys) do
    local here = lhs and vim.fn.maparg(lhs, 'i', false, true)
    if lhs and not vim.startswith(here.desc or '', 'midfill') then
      health.warn(('%s (%s) is mapped to something else'):format(lhs, name), {
        'Choose another key: require("midfill").setup({ keys = { ' .. name .. ' = "…" } })',
      })
    elseif lhs then
      health.ok(('%s: %s'):format(lhs, name))
    end
  end
end

local SECTIONS = {
  { 'midfill: programs', { check_neovim, check_node, check_server } },
  { 'midfill: servers', { check_clients } },
  { 'midfill: keys', { check_keys } },
}

function M.check()
  for _, section in ipairs(SECTIONS) do
    health.start(section[1])
    for _, check in ipairs(section[2]) do
      check()
    end
  end
end

return M
