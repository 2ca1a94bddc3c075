echo "a,b;c d" | tr ',; ' '\n\n\n' | sort -r | head -2; echo "hello" | sed 's/./&\n/g' | head -2
