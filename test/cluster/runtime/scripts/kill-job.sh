sleep 100 & pid=$!; kill $pid; wait $pid; echo $?
