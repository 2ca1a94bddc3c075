mkdir -p a/b/c; touch a/f1 a/b/f2; cp a/f1 g; mv g h; ls; rm -r a; ls; rmdir nodir; echo $?
