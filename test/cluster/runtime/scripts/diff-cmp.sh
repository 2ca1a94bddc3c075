printf 'a\nb\n' > x; printf 'a\nc\n' > y; cmp x y; echo $?; diff x y | tail -3; cmp -s x x; echo $?
