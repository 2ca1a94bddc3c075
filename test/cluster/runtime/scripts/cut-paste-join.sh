printf "a:b:c\nd:e:f\n" > f; cut -d: -f2 f; cut -d: -f1,3 f; cut -d: -f2- f; cut -c1-3 f; cut -b2 f; cut -d: -f2 -s f; echo nodelim | cut -d: -f2; echo nodelim | cut -d: -s -f2; paste f f; paste -d, f f; paste -s f; seq 4 | paste - -; seq 3 | tr "\n" ","; echo; echo hello | tr a-y b-z; echo aabbcc | tr -s a-c; echo a1b2 | tr -d 0-9; echo abc | tr -c a-b X; echo "A b" | tr "[:upper:]" "[:lower:]"; echo abc | rev; seq 5 | tac | head -1; seq 12 | fold -w1 | tail -1; seq 3 | nl; expand <<E
a	b
E
