mkfifo pipe; (echo "through fifo" > pipe) & cat pipe; rm pipe; ls
