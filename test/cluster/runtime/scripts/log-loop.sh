for l in INFO WARN ERROR; do echo "[$l] message"; done | while read -r line; do case "$line" in *ERROR*) echo "alert: $line";; esac; done
