echo "a:b:c" | { IFS=: read -r x y z; echo "$z $y $x"; }; echo "1 2 3" | xargs -n1 echo item; seq 3 | xargs -I{} echo "n={}"; echo "x y" | xargs sh -c 'echo $0-$1'
