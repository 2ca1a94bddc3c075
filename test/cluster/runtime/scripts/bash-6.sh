#!/bin/bash
mkdir t0; cd t0
(
x='a b c'; set -- $x; echo $2; set -- "$x"; echo $#; y=($x); echo ${#y[@]}; z=("$x"); echo ${#z[@]}; echo "$(echo "nested $(echo "deep")")"; echo `echo \`echo back\``
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
echo $(<nofile); echo one > f; echo $(<f); echo "$(cat f)"; v=$(printf 'a\n\n\n'); echo "[$v]"; echo "${v}x"; echo $'multi\nline' | wc -l; cat f - <<< two
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
