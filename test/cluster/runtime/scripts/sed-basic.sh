printf 'hello world\nfoo bar\n' | sed 's/o/0/g; s/^/> /'; echo a/b/c | sed 's|/|-|g'
