printf 'a\nb\n' > x; printf '1\n2\n' > y; paste x y; paste -d, x y; nl x
