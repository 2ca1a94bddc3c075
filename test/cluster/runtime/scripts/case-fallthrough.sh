for i in 1 2 a "" "x y" -v --long=3; do case $i in [0-9]) echo num;; -*=*) echo "opt ${i%%=*} val ${i#*=}";; -?) echo flag $i;; "") echo empty;; *" "*) echo spaced;; *) echo other;; esac; done
