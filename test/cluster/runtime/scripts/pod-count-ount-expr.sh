count=0; while [ $count -lt 3 ]; do echo "Count: $count"; count=$(expr $count + 1); done
