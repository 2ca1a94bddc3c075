func_with_local() { local count=0; for arg in "$@"; do count=$((count+1)); done; echo "$count"; }
c=$(func_with_local a b "c d"); echo "count=$c"; echo "${count:-unset}"
