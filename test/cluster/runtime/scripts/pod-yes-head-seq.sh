yes | head -3; yes no | head -n 2; seq 1 3 | tac; seq 5 | sed -n '2,4p'; seq 10 | awk '$1%2==0' | paste -sd, -
