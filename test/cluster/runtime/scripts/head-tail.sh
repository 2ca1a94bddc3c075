seq 1 20 | head -3; seq 1 20 | tail -2; seq 1 5 | tail -n +4; seq 1 5 | head -n -3; echo abcdef | head -c 3; echo
