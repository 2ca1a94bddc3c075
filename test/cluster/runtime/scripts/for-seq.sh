for i in $(seq 1 5); do printf '%s ' $i; done; echo
