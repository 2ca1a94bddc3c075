printf '10\n9\n2\n1\n' | sort; printf '10\n9\n2\n1\n' | sort -n; printf 'b 2\na 3\nc 1\n' | sort -k2 -n; printf 'a\nb\na\n' | sort -u; printf 'x:3\ny:1\n' | sort -t: -k2 -r
