for f in a b "c d"; do echo "[$f]"; done
