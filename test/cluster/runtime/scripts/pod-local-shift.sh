f() { echo "$FUNCNAME"; local a b=2; a=1; echo $a$b; }; f; echo "[$a$b]"; f() { shift; echo $1; }; f x y
