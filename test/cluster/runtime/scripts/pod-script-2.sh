x='a"b'; echo "$x"; y="a'b"; echo "$y"; z=a\'b\"c; echo $z; echo 'a'"'"'b'; echo "a\\b" 'a\\b' a\\b
