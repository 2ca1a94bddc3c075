printf 'a1\nb22\nc333\n' | grep -E '[0-9]{2,}'; echo 'foo=bar' | grep -o '[a-z]*$'; printf 'x.y\nxzy\n' | grep -F x.y; echo word words | grep -ow word
