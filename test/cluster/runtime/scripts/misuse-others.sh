mkdir t0; cd t0
( sysctl nosuch.key
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( sysctl
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( getopt ab: -a -b x y
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( getopt -o ab: -l long -- -a --long z
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( getopt
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( getopt -o a -- -x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( chroot
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( chroot /nodir
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( link
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( rev -x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( basename -q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( mkfifo -q; cal -q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( mkfifo -q; factor -q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( mkfifo -q; truncate -q; diff -q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
