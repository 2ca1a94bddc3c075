printf 'line1\nline2\nline3\n' > f
while read -r line <&3; do echo "got $line"; read -r extra <&3 || true; echo "extra ${extra:-none}"; done 3< f
