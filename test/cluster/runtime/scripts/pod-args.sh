f() { echo "args: $#"; for a; do echo "- $a"; done; }; f "one two" three '' ; f; f $(echo a b c); f "$(echo a b c)"; f *.none; f "$@"
