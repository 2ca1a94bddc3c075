#!/bin/bash
mkdir t0; cd t0
(
a=5; echo $((a>3?1:0)) $((a&1)) $((16#ff)) $((2#101)) $((a<<2)); echo $(( a += 3, a * 2 )) $a
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t1; cd t1
(
select x in a b; do echo "got $x"; break; done <<< 2
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t2; cd t2
(
select opt in red green; do echo "$REPLY:$opt"; [[ -n $opt ]] && break; done <<< $'9\n1' 2>&1
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t3; cd t3
(
function greet { local name=${1:-world}; echo "hi $name"; }; greet; greet bob; function f() { return 3; }; f; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t4; cd t4
(
f() { local -a arr=("$@"); echo ${#arr[@]} "${arr[-1]}"; }; f a 'b c'; g() { local x=1 y; y=$x; echo $y ${FUNCNAME[0]}; }; g; echo ${x:-unset}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t5; cd t5
(
f() { echo "${FUNCNAME[@]}"; }; g() { f; }; g; h() { echo $LINENO ${BASH_LINENO[0]}; }; h
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t6; cd t6
(
f() { declare -g G=1; local L=2; }; f; echo $G ${L:-none}; f() { echo "$@"; shift; echo "$1" $#; }; f a b c; echo "${@:1:2}" $#
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t7; cd t7
(
set -- a b c d; echo "${@:2}" "${@:2:2}" "${*:1:1}" ${!#} "${@: -1}" $#; shift 2; echo $@; echo "${1:?}" "${5:-def}"
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t8; cd t8
(
x=y; y=z; echo ${!x}; v=PATH; [[ -n ${!v} ]] && echo set; foo_a=1; foo_b=2; echo ${!foo_*} ${!foo@}
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t9; cd t9
(
trap 'echo ERR $?' ERR; false; echo after; trap - ERR; false; set -E; f() { false; }; trap 'echo e' ERR; f; true
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t10; cd t10
(
trap 'echo EXIT $?' EXIT; exit 4
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t11; cd t11
(
trap 'echo DEBUG' DEBUG; echo x; trap - DEBUG; echo y; f() { trap 'echo ret' RETURN; echo in; }; f
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t12; cd t12
(
set -e; (exit 3) || echo "got $?"; if ! false; then echo neg; fi; x=$(false) || echo sub; ! false; echo end; false && true; echo still; ((0)); echo never
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
mkdir t13; cd t13
(
set -o pipefail; false | true; echo $? "${PIPESTATUS[@]}"; true | false | true; echo "${PIPESTATUS[@]}"; set +o pipefail; false | true; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
