for a in start stop restart other; do case $a in start|stop) echo "$a: simple";; re*) echo "$a: prefix";; *) echo "$a: default";; esac; done
