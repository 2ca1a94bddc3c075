mkdir t0; cd t0
(
awk -v n=3 'BEGIN{srand(1); for(i=0;i<n;i++) a[i]=i*i; for(i=n-1;i>=0;i--) printf "%d ", a[i]; print ""; if (2 in a) print "in"; delete a[2]; print length(a); exit 4} END{print "end"}'; echo $?
) 2> ../err; echo "rc $?"; [ -s ../err ] && echo said; cd ..
