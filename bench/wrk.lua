-- Sends the requests of a workload (see workload.ts). Arguments: the file of templates, customers, first unique number.

local templates, customers, unique, turn = {}, 1, 0, 0

function init (args)
  local file = assert(io.open(args[1], 'rb'))
  for template in file:read('*a'):gmatch('[^\1]+') do templates[#templates + 1] = template end
  file:close()
  customers = tonumber(args[2])
  unique = tonumber(args[3])
  math.randomseed(os.time())
end

function request ()
  turn = turn % #templates + 1
  unique = unique + 1
  return string.format(templates[turn], math.random(0, customers - 1), unique)
end

function done (summary, latency)
  local errors = summary.errors
  io.write(string.format('\nresult={"responses":%d,"seconds":%.6f,"refused":%d,"broken":%d,"p50Ms":%.4f,"p99Ms":%.4f}\n',
    summary.requests, summary.duration / 1e6,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
