if [ -z "$MY_VAR" ]; then echo "MY_VAR not set"; exit 3; fi
