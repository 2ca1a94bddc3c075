trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo sub); echo main
