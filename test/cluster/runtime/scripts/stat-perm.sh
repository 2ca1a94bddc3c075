touch f; chmod 640 f; stat -c '%a %F %s' f; chmod u+x,g-r f; stat -c %A f; chmod 755 f; ls -l f | cut -c1-10
