set -eo pipefail; echo start; echo data | grep missing | wc -l; echo unreachable
