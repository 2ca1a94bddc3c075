echo "John Smith" | sed 's/\([A-Za-z]*\) \([A-Za-z]*\)/\2, \1/'; echo abc123 | sed -E 's/([a-z]+)([0-9]+)/\2\1/'
