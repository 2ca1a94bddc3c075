var="line one
line two"; echo "$var"; echo $var; echo "$var" | wc -l; printf '%s' "$var" | tail -n1; echo; echo "${var%%
*}"
