mkdir t0; cd t0
( echo "$0" | grep -c sh; echo $-; set -e; echo $-
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
( echo ${x:-"a  b"} ${x:-a  b}; printf '[%s]\n' ${x:-"a  b" c}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
( printf '[%s]\n' ${x:-'a b' "c d"}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
( echo ${x:-\}} "${x:-\}}" "${x:-}}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
( echo $((1?2:3)) $((0?2:3)) $((1?0?4:5:6)) $(( (1,2) )) $((1,2,3))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
( echo $((9223372036854775807)) $((9223372036854775807+1)) $((-9223372036854775808)) $((1<<63)) $((1<<64))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
( echo $((9007199254740993)) $((9007199254740993+2)) $((123456789012*1000000)) $((4611686018427387904*2))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
( ! true; echo $?; ! false; echo $?; ! ! true; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
( f() { local x; echo "[$x]"; x=in; }; x=out; f; echo $x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
( foo-bar() { echo dash; }; foo-bar; foo.bar() { echo dot; }; foo.bar
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
( set -n; echo not run
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
( set -- -a -b; echo $1; set - x; echo $1; set --; echo $#; set -- --; echo $1 $#
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
