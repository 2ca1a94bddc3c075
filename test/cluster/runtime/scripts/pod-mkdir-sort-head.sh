mkdir -p t/{a,b}; ls t; mkdir t/x t/y; ls -d t/*/ | sort; ls -R t | head -3; rm -r t; ls
