set -- $(seq 1 200); echo $# ${200} $1
