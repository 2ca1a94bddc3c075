test -n "$x" -o -z "$x" && echo or; test 5 -gt 3 -a 2 -lt 4 && echo and; test ! -f /nope && echo notfile; [ "a" \< "b" ] && echo lt; [ 010 -eq 10 ] && echo dec
