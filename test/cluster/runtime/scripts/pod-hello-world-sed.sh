echo hello world | sed 's/\(hello\) \(world\)/\2 \1/; s/w/W/'; echo aaa | sed 's/a/b/2'; echo abc | sed 's/[a-c]/<&>/g'
