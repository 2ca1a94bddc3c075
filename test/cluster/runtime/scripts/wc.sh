printf 'one two\nthree\n' | wc; printf 'a\nb\n' | wc -l; printf abc | wc -c; echo a b c | wc -w; echo hi > f; wc f
