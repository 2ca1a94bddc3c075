mkdir t0; cd t0
( printf 'one\ntwo\nthree\n' > f; printf 's/o/0/\n2d\n' > s.sed; sed 'b nolabel' f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( printf 'one\ntwo\nthree\n' > f; printf 's/o/0/\n2d\n' > s.sed; sed 's/a/b/x' f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( printf 'one\ntwo\nthree\n' > f; printf 's/o/0/\n2d\n' > s.sed; sed '{p' f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
