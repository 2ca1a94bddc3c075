trap 'echo rc=$?' EXIT; sh -c 'exit 6'
