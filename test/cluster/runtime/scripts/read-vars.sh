printf 'a b c d\n' > f; read x y z < f; echo "$x|$y|$z"; read -r line < f; echo "$line"
