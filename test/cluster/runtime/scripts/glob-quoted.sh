touch one two; echo "*" '*' \*; set -f; echo *; set +f; echo *
