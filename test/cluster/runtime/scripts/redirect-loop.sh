for i in 1 2 3; do echo line $i; done > f; while read l; do echo "got $l"; done < f
