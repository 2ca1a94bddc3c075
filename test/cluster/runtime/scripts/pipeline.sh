printf 'b\na\nc\na\n' | sort | uniq -c | sort -rn | head -2
