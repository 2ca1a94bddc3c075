for x in a1 B2 9z "" "[x]"; do case $x in [a-z]?) echo lower;; [A-Z]*) echo upper;; [0-9]*) echo digit;; "") echo empty;; \[*) echo bracket;; esac; done
