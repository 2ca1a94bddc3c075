exec sh -c 'echo "replaced: $1"; exit 3' -- arg
