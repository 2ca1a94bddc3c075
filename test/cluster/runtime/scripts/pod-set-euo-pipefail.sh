set -euo pipefail; x="${1:-none}"; echo "$x"; for f in a b; do echo "$f"; done; echo "${arr[@]:-}" 
