echo 'root:x:0:0' | awk -F: '{print $1, $3, NF, $NF}'; echo 'a,b' | awk 'BEGIN{FS=",";OFS="-"}{$1=$1;print}'
