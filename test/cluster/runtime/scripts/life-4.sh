mkdir t0; cd t0
(
set -x; a=1; echo "$a b" 2>/dev/null; [ $a = 1 ]; set +x; echo done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
exec 2>err.log; echo visible; ls nofile; echo "err lines: $(wc -l < err.log)"; exec 2>&1; ls nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
{ echo out; echo err >&2; } > both 2>&1; cat both; { echo o; echo e >&2; } 2>/dev/null; { echo o2; echo e2 >&2; } 2>&1 >/dev/null
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
exec 3>&1; x=$( { echo captured; echo direct >&3; } ); echo "x=$x"; exec 3>&-
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
ln -s target link; ls -l link | sed 's/.* link/link/'; [ -L link ] && echo link; [ -e link ] || echo dangling; readlink link; touch target; [ -e link ] && echo ok; rm link; ls
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
echo "a:b:c" | awk -F: '{print $NF; print NF; $2="X"; print}' OFS=-; echo "k1=v1;k2=v2" | tr ';' '\n' | awk -F= '{print $2}'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
awk '/start/{f=1;next} /end/{f=0} f' <<EOF
x
start
1
2
end
y
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
sed -n '/start/,/end/{/start\|end/!p}' <<EOF
x
start
1
2
end
y
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
cat <<EOF | sed '1!G;h;$!d'
first
second
third
EOF
tac <<EOF
1
2
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
printf 'key: value\nlist:\n  - a\n  - b\nnested:\n  x: 1\n' > c.yaml; grep -A2 '^list' c.yaml | grep -- '-' | sed 's/.*- //'; sed -n 's/^  x: //p' c.yaml; awk -F': ' '/^key/{print $2}' c.yaml
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
grep -rn TODO . ; mkdir s; echo 'x TODO y' > s/f; grep -rn TODO s; grep -rl TODO s; grep -c x s/f; grep -v TODO s/f; echo $?; echo 'a.b' | grep -F . ; echo 'foo123' | grep -oE '[0-9]+'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
i=0; (while :; do i=$((i+1)); echo $i > n; sleep 0.05; done) & p=$!; sleep 0.3; kill $p; wait $p 2>/dev/null; [ $(cat n) -ge 2 ] && echo counted
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
sh -c 'echo "0=$0 1=$1"' name arg; sh -s a b <<'EOF'
echo "stdin script $# $1 $2"
EOF
echo 'echo piped $((1+1))' | sh
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
set -f; echo *; set +f; touch z1 z2; echo z*; echo "z*"; echo 'z*'; echo z[1]; echo z?; echo nomatch*
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
