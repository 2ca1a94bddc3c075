printf "a 1\nb 2\nc 3\n" > f; awk '{print $2 > $1".out"}' f; cat a.out c.out; awk '{print | "sort -r"}' f; awk 'BEGIN{while((getline l < "f")>0) n++; print n; "echo cmd" | getline v; print v; system("echo sys"); print ENVIRON["HOME"]}'; awk -v x=5 -F" " '{print x+$2}' f; awk 'FNR==NR{a[$1]=$2;next}{print $1,a[$1]}' f f; awk 'BEGIN{RS="";FS="\n"}{print NR": "$1"-"$2}' <<E
l1
l2

m1
m2
E
