mkdir t0; cd t0
( echo ab | hexdump -o
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( echo hello world test long | xxd -c 8
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( xxd nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( echo abcd | xxd -g1
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( echo a > x; echo b > y; cmp x nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo a > x; echo b > y; cmp -l x y
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( echo a > x; echo b > y; printf 'ab' > z; cmp
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( strings nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( printf 'a\r\n' > d; dos2unix d
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( printf 'a\r\n' > d; unix2dos d
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( factor 12 97 1 100
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( factor x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( echo 'x=5; x*x' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( echo 'sqrt(16)' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
