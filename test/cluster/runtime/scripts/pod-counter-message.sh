counter=0
while [ $counter -lt 5 ]; do
  counter=$((counter + 1))
  printf '%s [%s] message %02d\n' "ts" "INFO" "$counter"
done
echo "total: $counter" >&2
exit 0
