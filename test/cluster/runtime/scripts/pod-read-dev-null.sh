read -r a b c <<X; echo "$c,$b,$a"; done 2>/dev/null
