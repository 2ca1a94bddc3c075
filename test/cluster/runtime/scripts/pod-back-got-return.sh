f1() { echo "in f1"; f2 "$@"; echo "back $?"; }; f2() { echo "f2 got $*"; return 9; }; f1 x y; echo $?; unset -f f2; f1 2>/dev/null; echo $?
