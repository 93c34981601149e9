-- Hands out the task that has waited longest, if one is available.
-- KEYS: the available tasks, by time. ARGV: the prefix of a task's key, now, the end of the lease.
while true do
  local id = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[2], 'BYSCORE', 'LIMIT', 0, 1)[1]
  if not id then
    return false
  end
  local task = ARGV[1] .. id
  if redis.call('EXISTS', task) == 1 then
    redis.call('ZADD', KEYS[1], ARGV[3], id)
    redis.call('HINCRBY', task, 'attempts', 1)
    redis.call('HSET', task, 'status', 'in_progress', 'start_time', ARGV[2])
    return redis.call('HGETALL', task)
  end
  redis.call('ZREM', KEYS[1], id)
end
