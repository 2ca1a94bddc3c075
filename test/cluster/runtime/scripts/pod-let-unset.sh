let i=5 i=i*2; echo $i; : $((i++)); echo $i; i=$((i<<1)); echo $i; echo $((i/4*4==i)); unset i; echo $((i)); echo $((i+=1)) $i
