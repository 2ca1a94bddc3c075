stack=""; push() { stack="$1 $stack"; }; pop() { set -- $stack; echo "$1"; shift; stack="$*"; }
push 1; push 2; push 3; pop; pop; echo "[$stack]"
