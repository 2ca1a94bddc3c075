#!/bin/bash
mkdir t0; cd t0
(
while read -r a b; do echo "$b $a"; done < <(printf '1 2\n3 4\n'); n=0; while read -r _; do ((n++)); done < <(seq 3); echo $n
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
cat <(echo one) <(echo two); diff <(echo a) <(echo b); echo $?; paste <(seq 2) <(seq 3 4)
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
echo hi > >(cat); sleep 0.1; tee >(cat >&2) <<< x 2>/dev/null; wait
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
[[ abc == a* ]] && echo y; [[ abc == "a*" ]] || echo n; [[ abc =~ ^a(b)c$ ]] && echo ${BASH_REMATCH[0]} ${BASH_REMATCH[1]}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
[[ "2024-01-15" =~ ^([0-9]{4})-([0-9]{2})-([0-9]{2})$ ]] && echo "${BASH_REMATCH[@]:1}"; re='^[a-z]+$'; [[ abc =~ $re ]] && echo m; [[ ABC =~ $re ]] || echo nm
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
[[ -z "" && -n x ]] && echo 1; [[ a < b ]] && echo 2; [[ 10 -gt 9 ]] && echo 3; [[ ! -e /nope ]] && echo 4; [[ ( a == b || c == c ) && d == d ]] && echo 5
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
x="a b"; [[ $x == "a b" ]] && echo noquote; [[ $unset == "" ]] && echo empty; [[ -n $x ]] && echo n; [[ $x ]] && echo set
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
shopt -s nullglob; echo *.none; a=(*.none); echo ${#a[@]}; shopt -u nullglob; echo *.none; shopt -s dotglob; touch .h; echo *
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
shopt -s globstar; mkdir -p a/b; touch a/x a/b/y; echo **/y; shopt -s nocasematch; [[ ABC == abc ]] && echo ci; case X in x) echo ci2;; esac
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
echo {a,b,c} {1..5} {01..03} {a..e} {1..10..3} x{1,2}y {5..1} {a,b}{1,2}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
echo {a,b c} "{a,b}" {a} {} a{,b}c {1..3}{x,y} pre{fix,amble}; echo {-1..1}; echo ${x:-{a,b}}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
((x=5)); echo $x; ((x++)); echo $x; ((x>5)) && echo gt; ((0)) || echo zero; echo $((x**2)); let y=x*2 z=y+1; echo $y $z
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
for ((i=0;i<3;i++)); do echo $i; done; for ((i=3,j=0;i>0;i--,j++)); do echo $i $j; done; for ((;;)); do break; done; echo end
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
i=0; until ((i>=3)); do echo $((i++)); done; while ((i-->0)); do echo $i; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
