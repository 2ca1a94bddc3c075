printf 'l1\nl2\nl3\n' | sed -e '1s/l/L/' -e '$s/l/E/'; printf '  trim  \n' | sed 's/^ *//; s/ *$//' | od -c | head -1; echo path | sed 's#p#/p/#'
