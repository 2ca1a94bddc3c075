mkfifo q; (for i in 1 2; do echo job$i; done > q) & while read -r j; do echo "run $j"; done < q; wait; rm q
