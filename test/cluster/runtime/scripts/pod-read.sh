cat <<A | while read l; do echo ">$l"; done
