printf '%s\n' '<a href="x">1</a>' '<a href="y">2</a>' | sed -n 's/.*href="\([^"]*\)".*/\1/p'
