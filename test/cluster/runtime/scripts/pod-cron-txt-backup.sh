cat > cron.txt <<'EOF'
*/5 * * * * /bin/backup
0 1 * * * /bin/clean
EOF
while read -r m h dom mon dow cmd; do echo "min=$m hour=$h cmd=$cmd"; done < cron.txt
