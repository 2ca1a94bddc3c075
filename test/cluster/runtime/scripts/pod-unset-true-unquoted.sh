[ "$a" = "" ] && echo e; [ x"$a" = x ] && echo xe; [ $a ] || echo unset; [ -n $a ] && echo "n true unquoted"; [ "a b" = "a b" ] && echo q; [ a b = a ] ; echo $?
