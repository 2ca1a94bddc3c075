echo 'a b c' | awk '{for(i=NF;i>0;i--) printf "%s ", $i; print ""}'
