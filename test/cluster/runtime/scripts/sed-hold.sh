seq 1 4 | sed -n '1!G;h;$p'; printf 'a\nb\nc\n' | sed ':a;N;$!ba;s/\n/,/g'
