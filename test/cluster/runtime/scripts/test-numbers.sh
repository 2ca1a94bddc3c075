[ 3 -gt 2 ] && echo gt; [ 2 -le 2 ] && echo le; [ 1 -eq 1 -a 2 -ne 3 ] && echo and; [ 1 -eq 2 -o 1 -eq 1 ] && echo or
