echo "one:two:three" | cut -d: -f2-; echo "one:two:three" | cut -d: -f1,3; echo abcdef | cut -c2-3,5; echo a | cut -d: -f2; echo a:b | cut -s -d, -f1; echo "x  y" | tr -s ' ' | cut -d' ' -f2
