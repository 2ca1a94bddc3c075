mkdir t3; cd t3
(
for; do echo; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
f() echo x; f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
if; then echo; fi
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
echo "$(echo "nested "quote" $(echo deep)")"; echo `echo \`echo x\``; echo "`echo "in"`"; echo $(echo ')' ) ; echo "${x:-"a b"}" ${x:-'c d'} ${x:-$(echo e)}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
x='a b'; for w in $x; do echo $w; done; for w in "$x"; do echo $w; done; for w in ${x}c d"$x"; do echo "[$w]"; done; set -- "$x" ""; for w; do echo "<$w>"; done; for w in; do echo none; done; echo $#
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
n=0; for a in 1 2 3; do for b in x y; do [ $a$b = 2x ] && continue 2; [ $a$b = 3x ] && break 2; n=$((n+1)); echo $a$b; done; done; echo $n
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
true &
wait $!; echo $?; (sleep 0.1; exit 5) & wait; echo $?; sleep 0.1 & jobs -p | wc -l; fg 2>/dev/null; echo $?; disown 2>/dev/null; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
expr 1 + 2; expr 5 - 7; expr 2 \* 3; expr 7 / 2; expr 7 % 3; expr a = a; expr a \< b; expr length abc; expr substr abcdef 2 3; expr index abc c; expr abc : 'a\(.*\)'; expr 1 / 0; echo $?; expr; echo $?; expr 0; echo $?; expr a + 1; echo $?; expr 1 \& 0 \| 3
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
