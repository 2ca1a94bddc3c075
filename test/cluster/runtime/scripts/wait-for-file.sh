(sleep 0.3; touch ready) & while [ ! -f ready ]; do sleep 0.1; done; echo ready
