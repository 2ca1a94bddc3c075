sh -c 'echo stdout; echo stderr >&2; exit 2'; echo "child exited $?"
