trap 'echo term; exit 0' TERM; kill -TERM $$; sleep 1; echo no
