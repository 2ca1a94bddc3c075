out=$( { echo o; echo e >&2; } 2>&1 ); echo "$out"; err=$( { echo o; echo e >&2; } 2>&1 >/dev/null ); echo "$err"; swapped=$( { echo o; echo e >&2; } 3>&1 1>&2 2>&3 ); echo "s=$swapped"
