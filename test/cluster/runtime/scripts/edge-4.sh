mkdir t0; cd t0
(
cp nofile x; echo $?; touch a; cp a b c; echo $?; mkdir d; cp a b d 2>/dev/null; ls d; cp d e; echo $?; cp -r d e; ls e; mv a d/; mv nofile d; echo $?; rm nofile; echo $?; rm -f nofile; echo $?; rm d; echo $?; rmdir d; echo $?; rm -r d e; ls
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
mkdir a/b; echo $?; mkdir -p a/b; mkdir a; echo $?; touch a/b/c; rmdir a/b; echo $?; ln -s nowhere l; cat l; echo $?; ln a/b/c hard; stat -c %h hard; ln -sf other l; readlink l; cd a/b/c; echo $?; ls a/b/c/; echo $?; touch /nodir/x; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
tar cf t.tar nofile; echo $?; echo a > a; echo b > b; tar cf t.tar a b; tar tvf t.tar | awk '{print $1, $NF}'; rm a b; tar xf t.tar a; ls; tar xOf t.tar b; tar xf nofile.tar; echo $?; tar tf t.tar nope; echo $?; echo junk > j.tar; tar tf j.tar; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
gzip nofile; echo $?; echo data > f; gzip f; ls; zcat f.gz; gunzip f.gz; cat f; gzip -k f; gzip -t f.gz; echo $?; gzip -dc f.gz; echo junk > x.gz; gunzip x.gz; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
kill; echo $?; kill abc; echo $?; kill -9; echo $?; kill -FOO 1; echo $?; sleep 0.1 & kill -s TERM $!; wait $!; echo $?; wait 1; echo $?; killall nosuch; echo $?; pidof; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
return 3; echo $?; break; echo $?; continue; echo $?; exit abc; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
unset; unset -f nofunc; echo $?; unset 1x; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
shift; echo $?; set -- a; shift 2; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
. nofile; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
. ./nofile; echo after
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
eval; echo $?; eval 'false'; echo $?; eval 'echo "a'; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
local x=1; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
f() { f2() { echo inner; }; f2; }; f; f2; unset -f f2; f2; echo $?; ff () { echo space; } ; ff; fn_name-x() { echo dash; }; fn_name-x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
getopts a o; echo $? $o; set -- -a -b val -c; while getopts ab:c o; do echo "$o ${OPTARG-none}"; done; shift $((OPTIND-1)); echo "$#"; OPTIND=1; set -- -x; getopts ab o; echo "$? $o"; OPTIND=1; set -- -b; getopts :b: o; echo "$? $o $OPTARG"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
