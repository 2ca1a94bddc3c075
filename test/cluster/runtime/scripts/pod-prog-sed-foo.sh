cat > prog.sed <<'EOF'
/^#/d
s/foo/bar/g
$a\
-- end --
EOF
printf '# c\nfoo foo\nx\n' | sed -f prog.sed
