cat > users <<E
root:x:0
daemon:x:1
E
while IFS=: read name pw id; do echo "$id $name"; done < users
