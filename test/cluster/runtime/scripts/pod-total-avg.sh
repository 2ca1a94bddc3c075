total=0
for f in 10 20 30; do total=$(( total + f )); done
avg=$(( total / 3 ))
echo "total=$total avg=$avg"
awk "BEGIN { printf \"%.2f\n\", $total / 7 }"
