retry() { n=0; until "$@"; do n=$((n+1)); [ $n -ge 3 ] && return 1; echo "retry $n"; done; }
retry false || echo "gave up"; retry true && echo ok
