outer() { inner() { echo inner; }; inner; }; outer; inner; unset -f inner; inner 2>/dev/null; echo $?
