printf '{"a":1}\n' > j; cat j | tr -d '{}"' ; sed 's/.*:\([0-9]*\).*/\1/' j; echo '{"k":"v"}' | awk -F'"' '{print $4}'; echo '[1,2,3]' | tr -d '[]' | tr ',' '\n' | awk '{s+=$1}END{print s}'
