mkdir d; touch f; ln -s f l; ls -1; ls -F; ls -d d; ls -a | head -2
