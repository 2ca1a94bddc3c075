echo 'port=80' > c; sed -i 's/80/8080/' c; cat c; sed -i.bak 's/port/listen/' c; ls
