echo x > f; ln -s f s; readlink s; cat s; rm f; cat s 2>/dev/null; echo $?; ln -s a b; ln -s b a; cat a; echo $?
