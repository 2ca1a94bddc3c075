echo price 10 | sed 's/[0-9]*$/<&>/'; echo aaa | sed 's/a/b/2'; echo x | sed -n 's/x/y/p'
