seq 1 20000 | tail -1; seq 1 5000 | wc -l; yes abc | head -1000 | md5sum
