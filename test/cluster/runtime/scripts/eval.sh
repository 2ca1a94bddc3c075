a='echo $b'; b=evaluated; eval $a; eval "c=1; echo \$c"
