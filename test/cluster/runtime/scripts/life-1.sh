mkdir t0; cd t0
(
log() { printf '%s [%-5s] %s\n' "2024-01-01T00:00:00Z" "$1" "$2"; }
log INFO "starting"; log WARN "disk 91%"; log ERROR "failed: $(cat nofile 2>&1)"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
mkdir -p shared; (for i in 1 2 3; do echo "$i $(($i * $i))" >> shared/out.log; sleep 0.05; done; touch shared/done) & 
while [ ! -f shared/done ]; do sleep 0.05; done; cat shared/out.log; wc -l < shared/out.log
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
mkdir -p shared; (i=0; while [ $i -lt 5 ]; do echo "line $i"; i=$((i+1)); sleep 0.02; done > shared/app.log) & p=$!
tail -n +1 -f shared/app.log & t=$!; wait $p; sleep 1.2; kill $t; wait $t 2>/dev/null; echo end
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
cat > config.json <<'EOF'
{"name":"web","replicas":3,"image":"nginx:1.25","ports":[80,443],"labels":{"app":"web","tier":"front"}}
EOF
grep -o '"replicas":[0-9]*' config.json | cut -d: -f2
sed 's/.*"image":"\([^"]*\)".*/\1/' config.json
awk -F'"' '{for(i=1;i<=NF;i++) if($i=="app") print $(i+2)}' config.json
tr -d '{}"' < config.json | tr ',' '\n' | sed -n 's/^name://p'
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
cat > pods.json <<'EOF'
{
  "items": [
    {"name": "a", "phase": "Running"},
    {"name": "b", "phase": "Pending"},
    {"name": "c", "phase": "Running"}
  ]
}
EOF
sed -n 's/.*"name": "\([a-z]*\)", "phase": "\([A-Za-z]*\)".*/\1=\2/p' pods.json | while IFS== read -r n p; do echo "$n is $p"; done
grep -c '"Running"' pods.json
awk '/Running/{n++} END{printf "%d/%d\n", n, NR-4}' pods.json
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
date -u -d @0 +%Y-%m-%dT%H:%M:%SZ; date -u -d '2024-02-28 12:00:00' +%s; date -u -d "@$(( $(date -u -d '2024-02-28' +%s) + 86400 * 2 ))" +%F; date -u -d 2024-03-01 +%A
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
then=$(date -u -d '2024-01-01 00:00:00' +%s); now=$(date -u -d '2024-01-02 03:04:05' +%s); s=$((now-then)); printf '%dd %02dh %02dm %02ds\n' $((s/86400)) $((s%86400/3600)) $((s%3600/60)) $((s%60))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
while read -r line; do case $line in \#*|'') continue;; *=*) k=${line%%=*}; v=${line#*=}; echo "$k -> $v";; *) echo "bad: $line" >&2;; esac; done <<'EOF'
# comment
A=1

B=x=y
junk
C="quoted"
EOF
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
cat > run.sh <<'EOF'
#!/bin/sh
echo "args: $*"
exit ${1:-0}
EOF
chmod +x run.sh; ./run.sh 3 a b; echo "rc $?"; ./run.sh; echo "rc $?"; sh run.sh 5; echo "rc $?"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
set -- "$@" --flag "two words"; for a; do echo "<$a>"; done; shift; echo "$# left"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
usage() { echo "usage: $0 [-v] [-n NAME] FILE" | sed 's/ .*sh / X /'; exit 2; }
while getopts "vn:h" o -v -n bob f1; do case $o in v) v=1;; n) name=$OPTARG;; *) usage;; esac; done; echo "v=$v name=$name ind=$OPTIND"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
MAX=5; i=0; delay=1; until [ $i -ge $MAX ]; do echo "try $i backoff $delay"; delay=$((delay*2)); [ $delay -gt 8 ] && delay=8; i=$((i+1)); done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
retry() { n=$1; shift; for k in $(seq 1 $n); do "$@" && return 0; echo "attempt $k/$n failed: $*" >&2; done; return 1; }
retry 3 test -f nofile 2>&1; echo "rc $?"; retry 2 true; echo "rc $?"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
mkdir q; for i in 5 3 9 1; do echo "job $i" > q/job-$i; done; for f in $(ls q | sort -t- -k2 -n); do echo "processing $(cat q/$f)"; mv q/$f q/$f.done; done; ls q
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
