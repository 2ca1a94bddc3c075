cat <<'EOT'
Hello $((1+2)) `x` \n
EOT
