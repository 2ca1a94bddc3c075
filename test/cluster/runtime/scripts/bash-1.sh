#!/bin/bash
mkdir t0; cd t0
(
a=(one two three); echo ${a[0]} ${a[1]} ${#a[@]} ${a[@]} "${a[*]}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
a=(one two); a+=(three); echo "${a[@]}"; a[5]=six; echo ${#a[@]} "${!a[@]}"; unset 'a[0]'; echo "${a[@]}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
a=(a "b c" d); for x in "${a[@]}"; do echo "[$x]"; done; for i in "${!a[@]}"; do echo "$i=${a[i]}"; done
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
a=({1..5}); echo ${a[@]:1:2} ${a[@]: -2} ${a[-1]}; IFS=,; echo "${a[*]}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
declare -A m; m[x]=1; m[y]="two words"; echo ${m[x]} "${m[y]}" ${#m[@]}; for k in "${!m[@]}"; do echo $k; done | sort
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
declare -A m=([a]=1 [b]=2); echo "${m[a]}${m[b]}"; [[ -v m[a] ]] && echo has; [[ -v m[z] ]] || echo hasnt; unset 'm[a]'; echo ${#m[@]}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
declare -i n=5; n+=3; echo $n; n=2*4; echo $n; declare -r c=1; c=2; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
typeset -l low=ABC; echo $low; declare -u up=abc; echo $up; declare -n ref=low; echo $ref; ref=XYZ; echo $low
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
s=Hello; echo ${s,,} ${s^^} ${s,} ${s^} ${s~~}; t=hello; echo ${t^} ${t^^[aeiou]}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
s=hello; echo ${s:1:3} ${s: -3} ${s:0:-1} ${#s} ${s/l/L} ${s//l/L} ${s/%o/0} ${s/#h/H}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
s=abc; printf -v out '%05d-%s' 42 $s; echo $out; printf '%q\n' 'a b' "it's" '' '$x'; echo "${s@Q}" "${s@U}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
printf -v arr[1] x; echo ${arr[1]}; printf '%(%Y)T\n' 0; printf '%s\n' "${BASH_VERSION%%.*}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
mapfile -t -n 2 l < <(seq 5); echo "${l[@]}"; mapfile -t -s 3 l < <(seq 5); echo "${l[@]}"; mapfile l < <(printf 'a\nb\n'); printf '[%s]' "${l[@]}"; mapfile -d , -t l <<< a,b; echo "${l[0]}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
read -ra parts <<< "a b c"; echo ${#parts[@]} ${parts[2]}; IFS=: read -r -a p <<< "x:y:z"; echo "${p[1]}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
