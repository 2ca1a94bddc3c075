cat > conf.ini <<EOF2
[main]
port=8080
EOF2
grep -c . conf.ini; sed -n '2p' conf.ini
