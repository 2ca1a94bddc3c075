(sleep 0.1; echo bg) & wait; echo fg
