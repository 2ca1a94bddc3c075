chmod 000 f 2>/dev/null || echo nofile; touch f; chmod 600 f; [ -r f ] && echo r; [ -x f ] || echo notx; chmod a+x f; [ -x f ] && echo x; chmod 755 f; stat -c %a f; chmod u=rwx,go= f; stat -c %A f
