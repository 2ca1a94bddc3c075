awk 'BEGIN { n=split("a:b:c", p, ":"); print n, p[2]; s="foo foo"; gsub(/o+/, "0", s); print s; print match("xabcx", /abc/), RSTART, RLENGTH; printf "%05.2f|%s|%d\n", 3.14159, "s", 42.9 }'
