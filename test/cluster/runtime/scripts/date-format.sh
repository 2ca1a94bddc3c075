date -u -d @0 '+%Y-%m-%d %H:%M:%S'; date -u -d '2024-02-29 12:34:56' +%s
