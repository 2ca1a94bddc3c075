echo content > 'file with space'; cat 'file with space'; for f in *; do echo "[$f]"; done; rm file\ with\ space; ls | wc -l
