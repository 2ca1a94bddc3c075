i=0; until [ $((i+=1)) -ge 4 ]; do echo $i; done; echo $i
