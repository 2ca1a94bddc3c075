echo 'single $x "dq"' "double 'sq' \"esc\" \$x" un\ quoted a"b"'c'
