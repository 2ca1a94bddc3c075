cd /tmp; pwd; cd /; cd usr/../tmp/./; pwd
