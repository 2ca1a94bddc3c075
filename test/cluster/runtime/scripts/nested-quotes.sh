sh -c "echo \"inner \$((2+3)) 'single'\""; sh -c 'echo '"'"'quoted'"'"
