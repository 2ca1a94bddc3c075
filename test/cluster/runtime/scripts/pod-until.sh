i=5; until [ $i -eq 0 ]; do printf '%d ' $i; i=$((i-1)); done; echo; for ((i=0;i<2;i++)); do echo $i; done
