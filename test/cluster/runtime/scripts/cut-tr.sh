echo a:b:c:d | cut -d: -f2,4; echo abcdef | cut -c2-4; echo Hello | tr a-z A-Z; echo a1b2 | tr -d 0-9; echo aabbcc | tr -s a-c; echo 'a b' | tr ' ' '\n'
