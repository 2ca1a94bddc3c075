echo "a b c" > f; read x y < f; echo "$y"; read -r first rest < f; echo "$rest"; { read a; read b; } <<E
l1
l2
E
echo "$a $b"
