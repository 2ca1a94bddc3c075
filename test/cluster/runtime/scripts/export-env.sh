A=1; export B=2; sh -c 'echo "[$A][$B]"'; C=3 sh -c 'echo $C'; echo "[$C]"
