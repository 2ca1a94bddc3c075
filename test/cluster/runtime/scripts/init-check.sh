if [ -z "$CONFIG" ]; then echo "CONFIG not set, using default"; CONFIG=default; fi; echo "$CONFIG"
