x="line one
line two"; echo "$x" | while read -r l; do echo "> $l"; done
