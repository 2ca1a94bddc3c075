set -o pipefail; cat /nonexistent | wc -l; echo "status $?"; set +o pipefail; cat /nonexistent 2>/dev/null | wc -l; echo "status $?"
