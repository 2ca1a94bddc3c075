mkdir t0; cd t0
(
if false; then :; elif (exit 3); then :; else echo "else sees $?"; fi; while (exit 4); do :; done; echo "after while $?"; until true; do :; done; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
f() { if [ -z "$1" ]; then echo "need arg"; return 1; fi; echo "arg $1"; }; f; echo $?; f x && echo ok
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
x=" trim me "; x="${x#"${x%%[![:space:]]*}"}"; x="${x%"${x##*[![:space:]]}"}"; echo "[$x]"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
printf '%s\n' "$(printf 'a\n\n\n')" | wc -l; x=$(printf 'a\nb\n\n'); echo "$x" | wc -l; echo "${x}"; echo ${x}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
# comment
echo a # trailing
echo 'a # b' "c # d" e#f
: '
multi line
'
echo done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
cat <<EOF; cat <<'EOF2'
$((1+1)) $(echo sub) \$x `echo bt` "q" 'q'
EOF
$((1+1)) $(echo sub) \$x
EOF2
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
cat <<-EOF
	tabbed
	  two
	EOF
echo "nested: $(cat <<X
in
X
)"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
while read -r a b; do echo "$b $a"; done <<< "1 2
3 4"; read -r x <<< "  lead"; echo "[$x]"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
printf 'a:b\\:c\n' | while IFS=: read -r x y; do echo "$x|$y"; done; printf 'a\\nb\n' | while read x; do echo "$x"; done; printf 'a\\nb\n' | while read -r x; do echo "$x"; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
readonly_test() { local -r x=1 2>/dev/null; x=2; echo $x; }; readonly_test 2>/dev/null; echo "rc $?"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
a=1 b=2 sh -c 'echo $a$b'; a=x; a=y echo $a; echo $a; a=1 : ; echo $a; f() { echo "f $v"; }; v=2 f; echo ${v:-gone}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
echo ${undefined?msg} ; echo unreachable
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
echo start; ${undefined:?}; echo unreachable
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
set -u; f() { echo "${1:-none}"; }; f; echo ${2-dash}; echo $3
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
