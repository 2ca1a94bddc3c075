s=abcabc; echo ${s%b*} ${s%%b*} ${s#*b} ${s##*b} ${s/bc/X} ${s//b/-}
