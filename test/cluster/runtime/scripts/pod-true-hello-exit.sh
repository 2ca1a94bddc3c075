i=0; while true; do echo "$i: hello"; i=$((i+1)); [ $i -gt 3 ] && exit 42; done
