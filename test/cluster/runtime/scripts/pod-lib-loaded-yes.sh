cat > lib.sh <<'EOF'
lib_loaded=yes
hello() { echo "hello $1"; }
[ "$1" ] && echo "lib arg $1"
return 4
echo not here
EOF
. ./lib.sh; echo "$? $lib_loaded"; hello you; . ./lib.sh x; . ./missing.sh; echo no
