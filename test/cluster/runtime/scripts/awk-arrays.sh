printf 'a\nb\na\nc\na\n' | awk '{n[$1]++} END {for (k in n) print k, n[k]}' | sort
