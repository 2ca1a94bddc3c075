echo x > /nonexistent/dir/f; echo $?; cat < nofile; echo $?
