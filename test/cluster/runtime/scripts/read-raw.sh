printf 'a\\tb\\\nc\n' > f; read l < f; echo "$l"; read -r l < f; echo "$l"
