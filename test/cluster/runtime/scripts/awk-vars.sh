awk -v n=3 'BEGIN { while (i < n) { i++; print i } do { j++ } while (j < 2); print j; print 1==1.0, "a" < "b", 2 " " 3 }'
