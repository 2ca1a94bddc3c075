head -c 100 /dev/zero | tr '\0' 'x' | fold -w 40; echo; printf '%.0s-' 1 2 3 4 5; echo; printf '%5.1f|%-8s|%03d\n' 3.14159 left 7; printf '%s\t%s\n' a b c d
