i=1; sum=0; while [ "$i" -le 100 ]; do sum=$((sum+i)); i=$((i+1)); done; echo $sum; echo $(( (1+100)*100/2 )); [ $sum -eq 5050 ] && echo match
