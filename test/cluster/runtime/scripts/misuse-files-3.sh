mkdir t0; cd t0
( ln a; echo x > a; ln a b; ln -s a c; ln -s a c; ln -sf b c; ln nofile z; mkdir d; ln -s ../a d; ln -s nowhere dang; ln d hd; ln -sn d c2; ln -sfn a c2; ln -sv a vv
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( ln a; echo x > a; ln a b; ln -s a c; ln -s a c; ln -sf b c; ln nofile z; mkdir d; ln -s ../a d; ln -s nowhere dang; ln d hd; ln -sn d c2; ln -sfn a c2; ln -sv a vv; ln -T a tt
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( echo hello > f; stat
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( echo hello > f; mkdir d; ln -s f l; stat -c '%b %B' f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( echo hello > f; mkdir d; ln -s f l; stat f | head -2 | sed 's/IO.*//'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo hello > f; mkdir d; ln -s f l; stat -t f | wc -w
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( echo hello > f; mkdir d; ln -s f l; stat -c %t:%T /dev/null
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( echo hello > f; mkdir d; ln -s f l; : > e; stat -c '%05s %10n|' f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( mkdir -p a/b; echo 12345 > a/f; echo x > a/b/g; du -b a/f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( mkdir -p a/b; echo 12345 > a/f; echo x > a/b/g; du -c a | tail -1 | cut -f2
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( mkdir -p a/b c; touch a/x.txt a/b/y.txt c/z.log; find . -links +1 | head -1 | wc -l
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( mkdir -p a/b c; touch a/x.txt a/b/y.txt c/z.log; find . -maxdepth x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( mkdir -p a/b c; touch a/x.txt a/b/y.txt c/z.log; find . -user nosuch
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( mkdir d; echo a > d/f; tar cf t.tar d; rm -r d; tar czf t.tgz d; tar
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
