i=0
while read -r name port; do
  i=$((i+1))
  [ -z "$name" ] && continue
  printf '%-10s -> %5d\n' "$name" "$port"
done <<EOF
web 80
db 5432

cache 6379
EOF
echo "lines=$i"
