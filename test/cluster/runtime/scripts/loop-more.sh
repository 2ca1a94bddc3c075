for i in $(seq 3); do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done; i=0; while :; do i=$((i+1)); [ $i -gt 5 ] && break; [ $i = 2 ] && continue; echo $i; done; until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i; for x; do echo never; done; set -- p q; for x; do echo $x; done; for ((;;)); do break; done 2>/dev/null; while read l; do echo "l:$l"; done <<E
a
b
E
for f in /nonexist/*; do echo $f; done; n=0; while [ $n -lt 3 ]; do n=$((n+1)); done | cat; echo $n; seq 2 2 6; seq 3 -1 1; seq -w 8 10; seq -s, 3; echo; for i in a; do (exit 3); done; echo $?
