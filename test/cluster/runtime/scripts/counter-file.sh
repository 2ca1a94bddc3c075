echo 0 > n; for i in 1 2 3; do n=$(cat n); echo $((n+1)) > n; done; cat n
