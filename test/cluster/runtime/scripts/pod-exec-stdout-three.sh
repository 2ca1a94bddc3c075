exec 3>&1; { echo to-stdout; echo to-three >&3; } > captured; exec 3>&-; echo "captured: $(cat captured)"
