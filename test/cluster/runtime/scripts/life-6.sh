mkdir t0; cd t0
(
hash -r; history 2>/dev/null; times | wc -l; fc -l 2>/dev/null; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
let x=1+2 2>/dev/null; echo ${x:-nolet}; x=$((x+1)); : $((x+=10)); echo $x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
trap 'echo ERRTRAP' ERR 2>/dev/null; false; echo after
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
sleep 0.1 & echo "bg started"; wait $!; echo "bg rc $?"; sleep x; echo $?; sleep; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
od -c <<< 'ab' | head -1; printf 'A' | hexdump -C | head -1; printf '\x41\x42\n'; printf '\101\n'; echo 414243 | xxd -r -p; echo
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
echo 'b
a
c' | sort | nl; echo 'x' | cat -n; printf 'a\n\n\nb\n' | cat -s; printf 'tab\there\n' | cat -A; printf 'long line of words to fold\n' | fold -w 10
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
printf 'a\tb\n' | expand -t 4; printf 'x y\n' | unexpand -a; column 2>/dev/null; echo $?; factor 12; cal 2 2024 | head -3
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
uniq -c <<EOF
a
a
b
EOF
printf 'b\na\nb\n' | sort | uniq -d; printf 'A\na\n' | sort -f | uniq -i
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
join <<EOF - /dev/null
a 1
EOF
printf 'a 1\nb 2\n' > l; printf 'a x\nb y\n' > r; join l r 2>/dev/null || awk 'NR==FNR{m[$1]=$2;next}{print $1,$2,m[$1]}' r l
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
kill -l | head -1; trap -l 2>/dev/null | head -1; kill -USR1 99999; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
(trap 'echo hup; exit' HUP; while :; do sleep 0.05; done) & p=$!; sleep 0.2; kill -HUP $p; wait $p; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
export A=1; sh -c 'echo $A; A=2'; echo $A; unset A; sh -c 'echo ${A:-gone}'; export -p | grep -c ' A='
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
while read n; do [ $n -gt 2 ] && break; echo $n; done <<EOF
1
2
3
4
EOF
for i in a b; do for j in 1 2 3; do [ $j = 2 ] && continue 2; echo $i$j; done; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
do_json() { printf '{"time":"%s","host":"%s","ok":%s}\n' T "$1" "${2:-true}"; }; do_json a; do_json b false; do_json 'with "quote"' | sed 's/"/\\"/g'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
