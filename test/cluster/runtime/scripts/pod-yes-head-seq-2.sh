yes | head -c 6 | tr -d '\n'; echo; seq 3 -1 1 | tr '\n' ' '; echo; seq -s+ 1 4; seq -w 1 3 12 | tr '\n' ' '; echo; seq 1 0.5 2
