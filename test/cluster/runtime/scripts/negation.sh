! false; echo $?; if ! grep -q x /dev/null; then echo none; fi
