lock=/tmp/lock.d
acquire() { mkdir "$lock" 2>/dev/null; }
acquire && echo got; acquire || echo busy; rmdir "$lock"; acquire && echo again; rmdir $lock
