echo a; echo b | { read x; echo "got $x"; } ; echo "x=$x"
