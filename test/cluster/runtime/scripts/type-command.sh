type cd echo if 2>&1 | head -3; command -v cd; command -v nosuch; echo $?
