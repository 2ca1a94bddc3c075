printf '%s\n' "10.0.0.1 GET / 200" "10.0.0.2 GET /x 404" "10.0.0.1 POST / 500" > access.log
awk '{print $1}' access.log | sort | uniq -c | sort -rn | awk '{print $2, $1}'; grep -c ' 404' access.log; awk '$4>=400{e++} END{print e+0}' access.log; cut -d' ' -f4 access.log | sort | uniq
