printf "%s\n" *; touch 1 2 10; echo *; ls | sort -n | tr '\n' ' '; echo [0-9]; echo [!0-9]; echo 1?; echo \*; echo "?"
