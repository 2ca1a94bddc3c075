mkdir t0; cd t0
(
echo "a${IFS}b" | od -c | head -1; IFS='|'; set -- a b c; echo "$*"; echo $*; IFS=; echo "$*"; unset IFS; echo "$*"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
x=abcdef; echo ${x:2} ${x:1:3} ${x: -2} ${x/c/X} ${x//[a-c]/-} ${#x}; y=; echo "${y:-d}" "${y-d}"; z=a.b.c; echo ${z%.*} ${z%%.*} ${z#*.} ${z##*.}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
echo $((1+2*3)) $(( (1+2)*3 )) $((7%3)) $((1==1)) $((1&&0)) $((!0)) $((5&3)) $((5|3)) $((5^3)) $((1<2)) $((x=5, x*2))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
echo $((1/0)); echo no
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
echo $((08)); echo no
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
i=10; while [ $((i-=3)) -gt 0 ]; do echo $i; done; echo $((i+1 > 0 ? 1 : 2)); : $((j=i*i)); echo $j; k=j; echo $((k))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
[ "$x" == "" ] && echo e; [ -z $x ] && echo z; [ -n $x ] && echo n; [ a = a ] && [ ! b = a ]; echo $?; [ "" ]; echo $?; [ ]; echo $?; [ a b ]; echo $?; test; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
trap 'echo exit1' EXIT; trap 'echo exit2' EXIT; (exit 3); sh -c 'trap "echo inner" EXIT; exit 2'; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
trap 'echo bye' EXIT; exec sh -c 'echo replaced'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
f() { trap 'echo f-exit' EXIT; echo in; }; f; echo out
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
sleep 0.3 & sleep 0.1 & wait -n 2>/dev/null; echo $?; wait; echo all
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
for i in 1 2 3; do (sleep 0.$i; exit $i) & pids="$pids $!"; done; for p in $pids; do wait $p; echo "$?"; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
{ sleep 0.2; echo late; } & echo early; wait; (echo a; echo b) | (read x; read y; echo "$y$x")
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
mkfifo f; exec 3<>f; echo hi >&3; read x <&3; echo $x; exec 3>&-; rm f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
