mkdir t0; cd t0
( echo 'obase=16; 255' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( echo 'ibase=2; 1010' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( echo 'if (1 < 2) 5' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( echo 'for (i=0;i<3;i++) i' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( echo '1.5*2.25' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo '5 > 3' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( echo '5 > 3' | bc; echo '10/3' | bc -l
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( echo '5 > 3' | bc; echo '(1+2' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( echo '5 > 3' | bc; echo 'length(123)' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( echo '5 > 3' | bc; echo '-5/2' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( echo '5 > 3' | bc; echo '"text"' | bc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( echo '2 3 + p' | dc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
( echo '10 3 / p' | dc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
( echo '2k 10 3 / p' | dc
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
