a=1; : $((a+=4)); echo $a; echo $((a++)) $a $((++a)) $((a--)); echo $a; echo $((b=3*4)) $b
