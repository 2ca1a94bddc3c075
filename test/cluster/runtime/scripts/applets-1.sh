mkdir t0; cd t0
(
printf 'a\nb\n' > f; printf -- '--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n+new\n b\n' > p; patch -p0 < p; cat f; patch -p0 --dry-run -i p; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
mkdir -p d; printf -- '--- /dev/null\n+++ d/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n' | patch -p0; cat d/new.txt
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
mkdir -p src; printf '1\n2\n3\n' > src/a; printf -- '--- a/src/a\n+++ b/src/a\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n' > p.diff; patch -p1 < p.diff; cat src/a
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
for i in 1 2 3 4 5 6 7 8 9 10; do echo line $i; done > f; cp f g; sed -i '1i first' g; printf -- '--- f\n+++ f\n@@ -4,3 +4,3 @@\n line 4\n-line 5\n+LINE 5\n line 6\n' > p; patch g < p; cat g
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
printf 'x\ny\n' > f; printf '1p\n2d\nw\nq\n' | ed f; cat f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
printf 'zz\nq\n' | ed nofile; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
printf 'a\nhello\nworld\n.\nw greet\nq\n' | ed; cat greet
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
printf 'one\ntwo\nthree\n' > f; ed f <<EOF
2c
TWO
.
1,$p
$d
w
q
EOF
cat f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
printf 'foo bar foo\n' > f; printf 's/foo/baz/g\np\nw\nq\n' | ed f; cat f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
printf 'begin\n' > f; uuencode f name; uuencode -m f name; uuencode f name | uudecode -o -; uuencode -m f n2 | uudecode; cat n2; ls -l n2 | cut -c1-10
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
echo "not encoded" | uudecode; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
printf 'hello' > f; crc32 f; crc32 < f; crc32 nofile; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
