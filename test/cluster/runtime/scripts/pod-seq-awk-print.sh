seq 1 10 | awk 'NR>=3 && NR<=5'; seq 3 | awk '{s=s" "$1} END{print s}'; echo "a:b" | awk -F: -v OFS=- '{$1=$1}1'; awk 'BEGIN{x["a"]=1; for(k in x) print k}'
