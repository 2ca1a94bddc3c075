is_prime() { n=$1; [ $n -lt 2 ] && return 1; i=2; while [ $((i*i)) -le $n ]; do [ $((n%i)) -eq 0 ] && return 1; i=$((i+1)); done; return 0; }
for x in 1 2 3 4 5 6 7 8 9 10 11 12 13; do is_prime $x && printf '%s ' $x; done; echo
