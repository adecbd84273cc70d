-- The addresses of a file, one a line, in random order.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local requests = {}
function init(args)
  math.randomseed(number * 7919)
  for path in io.lines(args[1]) do
    requests[#requests + 1] = "GET " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
  end
end

function request()
  return requests[math.random(#requests)]
end
