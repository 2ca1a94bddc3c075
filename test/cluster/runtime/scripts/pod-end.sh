n=10; while [ $((n-=3)) -gt 0 ]; do echo $n; done; echo "end $n"
