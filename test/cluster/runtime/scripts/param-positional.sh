set -- one "two words" three; echo $# "$1" "$2"; for a in "$@"; do echo "<$a>"; done; for a in $*; do echo "{$a}"; done; echo "$*"; shift; echo $1
