set --; for a in "$@"; do echo x; done; echo "$#" "[$*]"
