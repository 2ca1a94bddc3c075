printf 'no newline' | { read x; echo "$? $x"; }; read y < /dev/null; echo $?
