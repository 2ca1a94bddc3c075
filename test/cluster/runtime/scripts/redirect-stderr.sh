ls /nonexistent 2>/dev/null; echo $?; ls /nonexistent 2>&1 | grep -c 'No such'; { echo o; echo e >&2; } 2>err >out; cat err out
