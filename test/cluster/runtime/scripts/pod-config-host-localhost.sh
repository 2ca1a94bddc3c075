config="host=localhost
port=5432
# comment
user=admin"
echo "$config" | grep -v '^#' | while IFS='=' read -r key value; do export "CFG_$key=$value"; echo "CFG_$key=$value"; done
echo "${CFG_host:-lost in subshell}"
