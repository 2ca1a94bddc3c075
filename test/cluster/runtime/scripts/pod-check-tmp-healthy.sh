#!/bin/sh
# readiness style
check() { [ -f /tmp/healthy ]; }
if check; then echo healthy; else echo unhealthy; fi
touch /tmp/healthy
check && echo "now healthy"
rm /tmp/healthy; check; echo "rc=$?"
