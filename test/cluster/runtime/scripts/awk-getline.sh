printf '1\n2\n3\n' > f; awk 'BEGIN { while ((getline line < "f") > 0) s = s line ","; print s; "echo cmd" | getline x; print x }'
