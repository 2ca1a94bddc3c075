true; echo $?; false; echo $?; yes | head -2; seq 3 | rev | tac
