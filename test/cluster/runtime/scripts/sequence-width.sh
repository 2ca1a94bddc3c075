seq -w 8 11; seq 5 -2 1; seq 0 0.5 2; seq 3 1
