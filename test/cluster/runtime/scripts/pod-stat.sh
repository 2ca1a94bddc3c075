echo a > x; ln x y; echo b >> y; cat x; stat -c %h x; rm x; cat y; ln -s y z; rm y; cat z; echo $?
