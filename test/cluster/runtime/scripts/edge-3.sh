mkdir t0; cd t0
(
exec 4>out; echo one >&4; { echo two; } >&4; (echo three >&4); exec 4>&-; cat out; echo x >&4; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
ls nofile > o 2>&1; cat o; ls nofile 2>&1 >o2 | wc -l; cat o2 | wc -l; echo a >| o; cat < o > o3; cat o3; >empty; wc -c < empty; echo b >> o; cat o
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; set +C
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
cat nofile && echo ok || echo fail; true && false || echo or; false || true && echo and; ! false && echo not; true | false; echo $?; false | true; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
set -e; (false; echo in) || echo sub; f() { false; echo "still"; }; f && echo yes; x=$(false) || echo assign; if ! false; then echo neg; fi; false || :; echo end; { false; echo never; }; echo never2
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
set -e; cd /nope; echo never
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
set -e; test -f /nope && echo yes; echo reached; [ -f /nope ] || echo nofile; f() { [ -f /nope ] && echo a; }; f; echo never
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
set -eu; for i in 1 2; do [ $i = 1 ] && echo one; done; echo end
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
seq 10 | sed -n '2{p;q}'; seq 5 | sed '1d;$d'; seq 3 | sed 's/.*/[&]/'; seq 3 | sed '2i\
ins'; seq 3 | sed '2a app'; seq 3 | sed '2c chg'; seq 4 | sed 'n;d'; echo abc | sed 's/\(a\)\(b\)/\2\1/'; echo aaa | sed 's/a/b/2'; echo abc | sed -E 's/(a|b)+/X/'; echo a/b | sed 's#/#-#'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
awk 'BEGIN { printf "%5.2f|%-6s|%06d|%x|%c|%e\n", 3.14159, "ab", 42, 255, 65, 12345.678; print length(), substr("hello", 0, 2), tolower("ABC"); x["a"]; print ("a" in x), ("b" in x); while (i < 3) i++; do j++; while (j < 2); print i, j; exit }'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
awk '{ a[$1] = a[$1] ? a[$1] "," $2 : $2 } END { for (k in a) print k, a[k] }' <<EOF | sort
x 1
y 2
x 3
EOF
printf 'k: v\n' | awk -F': *' '{print "\"" $1 "\": \"" $2 "\""}'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
printf '%d %i %u\n' 5 -3 7; printf '%s %s\n' only; printf '%5s|%-5s|%.2s\n' ab cd efg; printf '%03d\n' 7; printf '%+d %+d\n' 5 -5; printf '%#x %#o\n' 255 8; printf '%%\n'; printf '%s\n'; printf 'no args\n' x; printf '%d\n' 0x10 010 "'A"; printf '%*d\n' 5 42; printf '%b\n' 'x\ty\0101'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
echo 'a,b;c d' | tr ',; ' '\n'; echo hello | tr -d l; echo aabbcc | tr -s abc; echo abc | tr a-c A-C; echo 'a1b2' | tr -cd '0-9\n'; echo x | tr '[:lower:]' '[:upper:]'; printf 'a\r\nb\r\n' | tr -d '\r'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
echo 'one two' | xargs -n1 | xargs; echo | xargs echo empty; printf '%s\n' a b | xargs -I% sh -c 'echo "<%>"'; echo 'a b' | xargs -t echo 2>&1; seq 3 | xargs -n2; false | xargs -r echo none; echo 1 | xargs false; echo $?; echo "it's" | xargs; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
