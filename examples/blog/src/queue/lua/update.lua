-- Changes a task, while the attempt of the caller is the last one and not finished.
-- KEYS: the available tasks, by time; the task.
-- ARGV: id, attempt, when it is available or '' for never again, how many seconds it is then
-- kept, fields and values.
local task = redis.call('HMGET', KEYS[2], 'status', 'attempts')
if task[1] ~= 'in_progress' or task[2] ~= ARGV[2] then
  return 0
end
if #ARGV > 4 then
  redis.call('HSET', KEYS[2], unpack(ARGV, 5))
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[4])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return 1
