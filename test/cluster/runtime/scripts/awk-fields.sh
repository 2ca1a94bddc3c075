printf 'a 1\nb 2\nc 3\n' | awk '{ s+=$2; print NR": "$1 } END { print "sum", s, "avg", s/NR }'
