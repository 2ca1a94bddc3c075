printf 'a\tb\n\101\n'; printf '%b' 'x\ty\n'; printf "%s\n" "it's"
