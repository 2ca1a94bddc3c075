mkdir t0; cd t0
(
exec 3>lockfile; flock -n 3 2>/dev/null && echo locked || echo noflock
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
sort -t, -k3 -nr <<EOF | head -2
a,1,30
b,2,100
c,3,7
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
awk 'BEGIN{FS=","; OFS="|"} NR>1{t[$1]+=$2} END{for(k in t) print k, t[k]}' <<EOF | sort
name,qty
x,1
y,2
x,3
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
cat > access.log <<'EOF'
10.0.0.1 - - [01/Jan/2024:00:00:01 +0000] "GET / HTTP/1.1" 200 612
10.0.0.2 - - [01/Jan/2024:00:00:02 +0000] "GET /a HTTP/1.1" 404 153
10.0.0.1 - - [01/Jan/2024:00:00:03 +0000] "POST /b HTTP/1.1" 500 99
EOF
awk '{print $9}' access.log | sort | uniq -c | sort -rn; awk '$9>=400{print $6,$7,$9}' access.log | tr -d '"'; cut -d' ' -f1 access.log | sort -u | wc -l; awk '{b+=$10} END{print b}' access.log
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
envsubst_() { eval "cat <<EOF
$(cat $1)
EOF"; }; NAME=web PORT=80; export NAME PORT; printf 'server ${NAME}:${PORT};\nlisten $PORT\n' > t; envsubst_ t
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
sed -e "s|@HOST@|${HOST_X:-example.com}|g" -e "s|@PORT@|8080|" <<'EOF'
upstream @HOST@:@PORT@ @HOST@
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
yes | head -3; yes no | head -2 | tr a-z A-Z; seq -s, 1 5; seq 3 -1 1 | xargs; seq -w 8 11
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
base64 <<< "user:pass" ; echo dXNlcjpwYXNz | base64 -d; echo; printf 'abc' | sha256sum | cut -c1-16; printf abc | md5sum
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
mkfifo p; (while read -r l; do echo "worker: $l"; done < p) & for j in a b c; do echo $j; done > p; wait; echo all done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
(echo one; sleep 0.1; echo two) | while read x; do echo "[$x]"; done; echo "x=${x:-unset}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
sleep 100 & a=$!; sleep 100 & b=$!; kill $a $b; wait $a; echo $?; wait $b; echo $?; jobs
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
set -o pipefail; false | cat; echo $?; cat nofile 2>/dev/null | wc -l; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
x=5; while [ $x -gt 0 ]; do x=$((x-1)); [ $x -eq 3 ] && continue; [ $x -eq 1 ] && break; echo $x; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
for f in *.txt; do echo "f=$f"; done; touch a.txt 'b c.txt'; for f in *.txt; do echo "f=$f"; done; set -- *.txt; echo $#
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
