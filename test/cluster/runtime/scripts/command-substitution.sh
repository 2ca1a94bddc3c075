x=$(echo "a b"; echo c); echo "$x"; echo $x
