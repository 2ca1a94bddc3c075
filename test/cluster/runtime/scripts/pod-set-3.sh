printf '%s|' "$@" ; echo; set -- 1 2 3; printf '<%s>' "$@"; echo; printf '%d-%d\n' 1 2 3
