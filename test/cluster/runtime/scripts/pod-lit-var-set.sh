IFS=,; for x in a,b,c; do echo "lit $x"; done; v="a,b,c"; for x in $v; do echo "var $x"; done; echo "$v" $v; set -- $v; echo "$*"
