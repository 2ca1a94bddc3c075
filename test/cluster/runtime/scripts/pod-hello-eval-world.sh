a="hello"; b='$a'; eval c=$b; echo "$b $c"; d="${a}_world"; echo $d; echo "${a}s $as."
