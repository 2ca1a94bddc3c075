mkdir t0; cd t0
(
v=v1.28.3; v=${v#v}; major=${v%%.*}; rest=${v#*.}; minor=${rest%%.*}; patch=${rest#*.}; echo $major $minor $patch; [ "$minor" -ge 28 ] && echo supported
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
ver_ge() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -1)" = "$2" ]; }; ver_ge 1.10.0 1.9.9 && echo yes; ver_ge 1.2 1.10 || echo no
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
url=https://user:pw@host.example:8443/p/a/t/h?q=1#f; proto=${url%%://*}; r=${url#*://}; hp=${r%%/*}; hp=${hp#*@}; echo $proto ${hp%:*} ${hp#*:} /${r#*/}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
path=/var/log/app/server.log; echo ${path##*/} ${path%/*} ${path##*.}; f=${path##*/}; echo ${f%.log}; basename $path .log; dirname $path
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
s="Hello, World"; echo ${#s}; echo "$s" | tr '[:upper:]' '[:lower:]'; echo "$s" | rev; echo "${s%%,*}"; expr "$s" : '.*, \(.*\)'; echo "$s" | cut -c1-5
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
printf '%-10s|%5d|%05.1f|%x|%o|%c|%s\n' name 42 3.14159 255 8 z end; printf '%s,' a b c; echo; printf '%b' 'a\tb\n'; printf '%5s%%\n' 50
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
echo $((0x1F)) $((010)) $((5/2)) $((-5%3)) $((1<<10)) $((3>2?10:20)) $((~5)) $((2**3)); i=5; echo $((i++)) $i $((--i))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
echo "scale=2; 10/3" | bc; awk 'BEGIN{printf "%.3f\n", 22/7}'; expr 7 \* 6; echo $(( 100 * 45 / 120 ))%
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
total=0; for kb in 1024 2048 512; do total=$((total+kb)); done; echo "$total KB = $((total/1024)) MB"; awk -v t=$total 'BEGIN{printf "%.2f MB\n", t/1024}'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
unset X; echo "${X:-default} ${X-unset} ${X:+set}"; X=; echo "${X:-empty} ${X-unset} ${X+set}"; ( : ${Y:?must be set} ) 2>&1 | sed 's/^.*: Y/Y/'; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
f() { local a=$1; a=changed; echo "in $a"; return 4; }; a=outer; f inner; echo "$? $a"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
readonly R=1; R=2; echo not here
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
(exit 3); echo $?; (exit 3) || echo "failed with $?"; ! true; echo $?; { false; true; }; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
set -e; trap 'echo "exit $?"' EXIT; f() { return 2; }; if f; then :; else echo "f failed $?"; fi; f; echo never
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
