s="one two  three"; for w in $s; do echo "[$w]"; done; IFS=' '; set -- $s; echo "$#"; for p in "$s"; do echo "[$p]"; done
