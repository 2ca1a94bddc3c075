json='{"name":"web","replicas":3,"image":"nginx:1.21"}'
echo "$json" | sed 's/[{}"]//g' | tr ',' '\n' | while IFS=: read -r k v; do echo "$k = $v"; done
echo "$json" | grep -o '"replicas":[0-9]*' | cut -d: -f2
