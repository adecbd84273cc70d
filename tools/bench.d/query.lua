-- One address, with an argument of its own on every request ("unique") or always the same one without ("plain"). Both build
-- the string, so that the load costs the same to make.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local head, tail, plain, count, unique
function init(args)
  head = "GET " .. wrk.path .. "?fbclid=" .. number .. "-"
  tail = " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
  plain = "GET " .. wrk.path .. tail
  count = 0
  unique = args[1] == "unique"
end

function request()
  count = count + 1
  built = head .. count .. tail
  return unique and built or plain
end
