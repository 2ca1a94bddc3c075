set -eu
name="world"
greet() { printf 'hello %s\n' "${1-nobody}"; }
greet "$name"; greet
: "${REQUIRED_VAR:?is not set}"
echo unreachable
