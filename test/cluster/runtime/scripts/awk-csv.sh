printf 'name,age\nbob,30\nann,25\n' | awk -F, 'NR>1 { print $2, $1 | "sort" } END { close("sort"); print "done" }'
