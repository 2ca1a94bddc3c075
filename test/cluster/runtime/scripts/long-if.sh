x=5; if [ $x -lt 3 ]; then echo low; elif [ $x -lt 6 ]; then echo mid; else echo high; fi
