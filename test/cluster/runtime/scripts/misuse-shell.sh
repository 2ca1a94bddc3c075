mkdir t0; cd t0
( exec < nofile; echo unreachable
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( trap 'echo err' ERR; false; echo ok
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( trap foo BADSIG; echo $?; trap 'x' 999; echo $?; trap -l | head -2
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
