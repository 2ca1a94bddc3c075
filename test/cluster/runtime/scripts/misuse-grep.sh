mkdir t0; cd t0
( printf 'apple\nbanana\ncherry\n' > f; grep -L zzz f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( printf 'apple\nbanana\ncherry\n' > f; grep -P a f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( printf 'apple\nbanana\ncherry\n' > f; grep -k
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( printf 'apple\nbanana\ncherry\n' > f; grep -ob an f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( printf 'apple\nbanana\ncherry\n' > f; grep -e
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( printf 'apple\nbanana\ncherry\n' > f; grep -A x f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( printf 'apple\nbanana\ncherry\n' > f; mkdir d; grep -rL zzz .
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( printf 'apple\nbanana\ncherry\n' > f; mkdir d; grep -y APPLE f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
