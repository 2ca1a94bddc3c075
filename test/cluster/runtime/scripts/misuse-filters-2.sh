mkdir t0; cd t0
( echo '!!!' | base64 -d
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( base64 nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( od nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( echo abcdefgh | od -j2 -N3 -c
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | od -c
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo hello | hexdump
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( hexdump nofile
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( echo abc | hexdump -c
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( echo abc | hexdump -b
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( echo abc | hexdump -x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( echo abc | hexdump -e '1/1 "%02x "'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | hexdump -C
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( echo abc | hexdump -v -e '/1 "%02X"'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( echo abcd | hexdump -d
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
