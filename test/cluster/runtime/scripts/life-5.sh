mkdir t0; cd t0
(
echo -n no newline; echo; echo -e 'a\tb\\n'; echo '\t'; echo -- x; echo -n; echo -ne 'x\n'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
test 1 -eq 1 -a 2 -gt 1 && echo and; [ -z "" -o -n "" ] && echo or; [ ! -e nofile ] && echo not; [ "a" \< "b" ] && echo lt; [ 1 = 1.0 ] || echo ne; [ x -eq 1 ]; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
[[ abc == a* ]] && echo glob; [[ "abc" == "a*" ]] || echo quoted; [[ -n x && -z "" ]] && echo both; [[ a < b ]] && echo less; [[ abc =~ ^a.c$ ]] && echo regex
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
read a b c <<EOF
1 2 3 4
EOF
echo "$a|$b|$c"; echo "x y" | { read p q; echo "$q $p"; }; printf 'no newline' | { read z; echo "$? $z"; }
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
leader=$(printf '%s\n' web-2 web-0 web-1 | sort | head -1); ord=${leader##*-}; echo "leader $leader ordinal $ord"; [ $ord -eq 0 ] && echo primary || echo replica
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
HOST=web-3; [ "${HOST##*-}" = 0 ] && echo master || echo slave; echo ${HOST%-*}; [[ $HOST =~ -([0-9]+)$ ]] && echo match
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
echo "Starting batch job"; for i in $(seq 1 5); do echo "Processing item $i of 5"; done; echo "Batch complete"; exit 0
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
nosuchcmd; echo $?; ./nofile; echo $?; touch noexec; ./noexec; echo $?; /; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
if true; then echo x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
for i in 1 2 3; do echo $i; done; }
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
a = 5; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
echo $(cat nofile) after; x=$(exit 9); echo $?; echo `echo back\`echo tick\`s`
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
alias ll='ls -l'; alias; unalias ll; alias ll; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
