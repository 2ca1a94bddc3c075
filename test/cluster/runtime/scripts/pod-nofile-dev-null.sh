cat nofile 2>/dev/null || { echo "default config"; false; } || echo "chain"; true && { echo grouped; } ; (true; false) ; echo $?
