cat <<'EOF' > /tmp/run.sh
#!/bin/sh
name=${1:?name required}
echo "Hello, $name"
EOF
chmod +x /tmp/run.sh; /tmp/run.sh World; /tmp/run.sh; echo "rc=$?"
