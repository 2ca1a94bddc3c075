awk 'BEGIN { for (i = 1; i <= 3; i++) { printf "%d squared is %d\n", i, i*i } }'; awk -v n=3 'BEGIN { while (n > 0) print n-- }'; echo "5 10" | awk '{ print $1 + $2, $1 * $2, $2 / $1, $2 % 3 }'
