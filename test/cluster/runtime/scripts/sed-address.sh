seq 1 10 | sed -n '3,5p;$p'; seq 1 5 | sed '2d;/4/d'; seq 1 3 | sed '/2/i\
before
/2/a after'
