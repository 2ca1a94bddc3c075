echo -e 'tab\there\nnl\\x'; echo -n no newline; echo; echo -e '\x41\0102\c' ; echo
