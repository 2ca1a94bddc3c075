#!/bin/bash
mkdir t0; cd t0
(
for x in; do echo no; done; echo "empty $?"; while false; do :; done; echo $?; { :; }; (exit 3); echo $?; ! true; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
case abc in a*) echo 1;;& *c) echo 2;; *) echo 3;; esac; case x in x) echo f;& y) echo g;; esac
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
f() { echo $1; [ $1 -gt 0 ] && f $(($1-1)); return 0; }; f 3; fact() { if (( $1 <= 1 )); then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }; fact 10
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
log() { printf '[%s] %s\n' "$1" "${*:2}"; }; log INFO hello world; die() { echo "$*" >&2; exit 1; }; (die oops) 2>&1; echo $?; retry() { local n=0; until "$@"; do ((++n>=3)) && return 1; done; }; retry false; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
declare -A cnt; for w in a b a c a; do ((cnt[$w]++)); done; for k in $(printf '%s\n' "${!cnt[@]}" | sort); do echo $k=${cnt[$k]}; done; ((cnt[a]+=10)); echo ${cnt[a]}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
args=(); args+=(--port 80); [[ -n $DEBUG ]] && args+=(--debug); echo "${args[@]}" ${#args[@]}; empty=(); echo "${empty[@]}" ${#empty[@]}; set -u; echo "${empty[@]}"; echo ok
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
for f in /docker-entrypoint.d/*; do case $f in *.sh) echo $f;; *) echo ignoring;; esac; done; shopt -s nullglob; for f in /nope/*; do echo no; done; echo done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
tmpl='Hello {{name}} from {{place}}'; name=bob; place=here; out=${tmpl//\{\{name\}\}/$name}; out=${out//'{{place}}'/$place}; echo "$out"; echo "${tmpl/\{\{*/X}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
json='{"a":1,"b":"x"}'; [[ $json =~ \"b\":\"([^\"]*)\" ]] && echo ${BASH_REMATCH[1]}; v=v1.22.3; IFS=. read -r maj min pat <<< "${v#v}"; echo $maj $min $pat; [[ $min -ge 20 ]] && echo new
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
ver() { printf '%03d%03d%03d' ${1//./ }; }; [[ $(ver 1.10.0) > $(ver 1.9.9) ]] && echo gt; a=1.2.3; echo "${a%.*}" "${a##*.}" "${a//./-}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
printf '%s\0' a b | while IFS= read -r -d '' x; do echo "[$x]"; done; find . -print0 | while IFS= read -r -d '' f; do echo $f; done; xargs -0 -n1 echo < <(printf 'x\0y\0')
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
sum=0; for n in {1..100}; do ((sum+=n)); done; echo $sum; echo $(( (sum*2)/3 )); printf '%.2f\n' "$(echo "scale=2; 10/3" | awk '{print 10/3}')"; a=(1 2 3); echo $(( ${a[@]/%/+}0 ))
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
s="  trim  "; shopt -s extglob; s=${s##*( )}; s=${s%%*( )}; echo "[$s]"; p=/a/b/c.txt; echo ${p##*/} ${p%/*} ${p##*.}; b=${p##*/}; echo ${b%.*}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
str=hello; for ((i=0;i<${#str};i++)); do printf '%s ' "${str:i:1}"; done; echo; rev=; for ((i=${#str}-1;i>=0;i--)); do rev+=${str:i:1}; done; echo $rev; echo "${str:${#str}-2}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
