set -e; (false; echo "in subshell"); echo "not reached"
