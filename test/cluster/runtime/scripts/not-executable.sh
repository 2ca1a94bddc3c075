echo 'echo hi' > s; ./s; echo $?; chmod +x s; ./s
