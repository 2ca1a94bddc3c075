python3 -c 'print(1)' 2>/dev/null || echo "no python $?"; bash -c 'echo hi' 2>/dev/null || echo "no bash"
