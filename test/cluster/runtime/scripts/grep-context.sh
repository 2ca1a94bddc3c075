seq 1 9 | grep -A1 -B1 5; seq 1 3 | grep -e 1 -e 3; grep -r needle . ; mkdir d; echo needle > d/f; grep -rl needle d
