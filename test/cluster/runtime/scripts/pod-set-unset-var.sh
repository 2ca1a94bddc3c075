set -u; echo "${unset_var:-default}"; echo "${unset_var+x}"; f() { echo "$1"; }; f; echo no
