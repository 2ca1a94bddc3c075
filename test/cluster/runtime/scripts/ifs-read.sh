echo "k=v=w" | { IFS='=' read k v; echo "$k|$v"; }
