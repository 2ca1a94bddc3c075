eval "$(printf 'A=1\nB="two words"\n')"; echo "$A $B"
set -a; . /dev/stdin <<EOF
DOT=yes
EOF
set +a; sh -c 'echo $DOT'
