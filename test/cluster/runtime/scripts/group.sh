{ echo a; echo b; } | tac; { false; }; echo $?
