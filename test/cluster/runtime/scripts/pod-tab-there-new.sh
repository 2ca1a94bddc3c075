echo "tab\there" 'new\nline'; echo -e "tab\there\nnew"; echo -e 'q\x41\0101'; echo -n no; echo -e '\c' ; echo; printf 'x\n%s\n' 'a\tb'; printf "%b\n" 'a\tb'
