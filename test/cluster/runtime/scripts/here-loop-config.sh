cat > app.conf <<EOF
# comment
name=demo
port=8080

list=a,b,c
EOF
while IFS="=" read -r k v; do case "$k" in ""|\#*) continue;; esac; eval "cfg_$k=\$v"; done < app.conf; echo "$cfg_name:$cfg_port"; echo "$cfg_list" | tr , "\n" | while read -r i; do echo "- $i"; done; sed -i "s/^port=.*/port=9090/" app.conf; grep port app.conf; cut -d= -f1 app.conf | grep -v "#" | sort | tr "\n" " "; echo; awk -F= '/^[a-z]/{printf "%s -> %s\n",$1,$2}' app.conf
