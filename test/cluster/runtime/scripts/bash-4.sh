#!/bin/bash
mkdir t0; cd t0
(
wait -n 2>/dev/null; sleep 0.1 & sleep 0.2 & wait -n; echo $?; jobs | wc -l; wait; (exit 5) & wait $!; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
sleep 5 & kill %1; wait %1 2>/dev/null; echo $?; sleep 0.1 & jobs -p | wc -l; disown; jobs; wait
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
str="a,b,c"; IFS=',' read -ra A <<< "$str"; printf '%s\n' "${A[@]}"; joined=$(IFS=-; echo "${A[*]}"); echo $joined; echo "${A[@]/#/x}" "${A[@]%c}" "${A[@]/b/B}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
arr=(3 1 2); sorted=($(printf '%s\n' "${arr[@]}" | sort)); echo "${sorted[@]}"; echo "${arr[@]^^}"; copy=("${arr[@]}"); copy[0]=9; echo ${arr[0]} ${copy[0]}; [[ " ${arr[*]} " == *" 2 "* ]] && echo in
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
if [[ $# -eq 0 ]]; then echo none; fi; case "$1" in start|stop) echo s;; *) echo "usage: $0 {start|stop}"; exit 1;; esac
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
while getopts ":a:b" o; do case $o in a) echo $OPTARG;; \?) echo bad $OPTARG;; :) echo missing $OPTARG;; esac; done; set -- -a 1 -z -a; OPTIND=1; while getopts ":a:b" o; do case $o in a) echo $OPTARG;; \?) echo bad $OPTARG;; :) echo missing $OPTARG;; esac; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
read -p "name: " n <<< bob; echo $n; read -s p <<< x; echo $p; read -n 2 z <<< abcd; echo $z; read -d : w <<< "a:b"; echo $w; read -t 1 q <<< ok; echo $q; read -N 3 v <<< abcdef; echo $v; read <<< "  sp  "; echo "[$REPLY]"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
echo ${x:=def} $x; echo ${y:+alt}; echo ${z?err}; echo not
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
unset x; echo "${x-a}" "${x:-b}" "${x+c}"; x=; echo "${x-a}" "${x:-b}" "${x+c}" "${x:+d}"; echo ${x:?empty msg}; echo not
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
a=1; readonly a; a=2; echo "after $?"; unset a; echo $?; readonly b=3; echo $b; readonly -p | grep -c b=
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
printf '%s %s\n' a b c; printf '%5.1f|%-5s|%05d|%x\n' 3.14159 ab 42 255; printf '%b' 'a\nb\n'; printf '%s\n'; printf '%d\n' abc; echo $?; printf '%c%c\n' hello world; printf '%3$s\n' a 2>&1 | head -1
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
echo -n no; echo; echo -e '\x41\t|'; echo -E 'a\n'; echo "a\nb"; echo 'a' "b" c; echo; echo -- -n; echo -nex; echo
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
echo $((1/0)); echo $?; echo $((08)); echo $?; echo $((a b)); echo "next"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
if then; echo x
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
