line"); echo "$y" | wc -l
