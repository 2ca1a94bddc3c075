seq 1 10 | awk '$1%2==0 && $1>4'; printf 'x\nstart\ny\nend\nz\n' | awk '/start/,/end/'
