cat <<EOT
Hello $((1+2))
  indented "quoted" \$HOME `echo sub`
EOT
