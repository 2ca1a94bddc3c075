v="x=1;y=2;z=3"; IFS=';'; for kv in $v; do IFS='='; set -- $kv; echo "$1:$2"; done
