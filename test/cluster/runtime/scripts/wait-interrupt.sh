trap 'echo hup' HUP; (sleep 0.2; kill -HUP $$) & wait; echo "rc $?"
