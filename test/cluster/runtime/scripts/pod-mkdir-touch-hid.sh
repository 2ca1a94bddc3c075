mkdir -p a/b; touch a/.hid a/b/f; echo a/*; echo a/.*  | tr ' ' '\n' | grep hid; echo */*; echo */*/*; echo a/[b-z]
