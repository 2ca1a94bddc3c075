echo 'a"b' "a'b" "a\"b" a\ b "\$x \\ \n" '\n'; x="a  b"; echo $x "$x"; echo "a
b" | wc -l; echo a\
b; y='$(echo no)'; echo "$y"; echo ""; echo "" a ""; set -- "" "a b" c; echo $# "$2"; for i in "$@"; do echo "<$i>"; done; for i in $*; do echo "($i)"; done; echo "$*"; IFS=,; echo "$*"; unset IFS; echo "x"'y'z; echo "${x}"_"$x"; echo $'a\tb'; echo "tick `echo "in"`"; eval "echo \"$x\""
