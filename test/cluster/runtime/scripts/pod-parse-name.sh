parse() { while [ $# -gt 0 ]; do case "$1" in --name) name=$2; shift 2;; --name=*) name=${1#*=}; shift;; -v|--verbose) v=1; shift;; --) shift; break;; -*) echo "unknown $1" >&2; return 2;; *) break;; esac; done; echo "name=$name v=${v:-0} rest=$*"; }
parse --name x -v a b; parse --name=y -- -z; parse --bad; echo $?
