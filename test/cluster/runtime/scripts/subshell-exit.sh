(exit 3); echo $?; (echo a; exit 0; echo b); x=$(echo in; exit 2); echo "$x $?"
