mkdir -p a/b; touch a/x.txt a/b/y.txt a/z.log; find a -name '*.txt' | sort; find a -type d | sort; find a -name '*.log' -exec echo found {} \;; find a -maxdepth 1 -type f | sort
