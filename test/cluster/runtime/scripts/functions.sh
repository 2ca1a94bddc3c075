greet() { echo "hello $1 ($#)"; return 4; }
greet world; echo "rc=$?"
