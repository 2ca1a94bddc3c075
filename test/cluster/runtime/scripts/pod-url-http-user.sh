url="http://user:pass@host.example.com:8080/path?q=1"
proto=${url%%://*}; rest=${url#*://}; hostport=${rest#*@}; hostport=${hostport%%/*}
echo "$proto ${hostport%:*} ${hostport#*:} ${rest##*/}"
